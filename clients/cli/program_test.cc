// assay-client as people run it, against a scripted server: what it prints, keeps and returns.
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

#include "clients/cli/fake_server.h"
#include "common/files.h"
#include "common/process/child.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() : folder_(std::move(*TempDir::Create())) {}
  void SetUp() override {
    const char* bin = std::getenv("ASSAY_BIN_DIR");
    ASSERT_NE(bin, nullptr) << "run this by ctest, or set ASSAY_BIN_DIR to the folder of programs";
    program_ = fs::path(bin) / "assay-client";
    ASSERT_TRUE(WriteFileAtomically(Path("token"), "assay_t\n", 0600).ok());
    std::ofstream(Path("main.py")) << "print(1)\n";
  }
  std::string Path(const std::string& name) { return (folder_.path() / name).string(); }

  // The exit code; standard output and error are in said().
  int Run(std::vector<std::string> arguments) {
    process::Command command;
    command.argv = {program_.string()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.environment = {"HOME=" + folder_.path().string(), "ASSAY_SERVER=" + server_.url()};
    command.log = Path("log");
    fs::remove(Path("log"));
    auto child = process::Child::Start(command);
    EXPECT_TRUE(child.ok()) << child.status().ToString();
    const auto end = child->Wait(std::chrono::seconds(60));
    EXPECT_TRUE(end.ok() && end->has_value()) << "it runs on";
    return WIFEXITED(**end) ? WEXITSTATUS(**end) : -1;
  }
  std::string Said() { return ReadFile(Path("log")).value(); }

  static json Snapshot(const std::string& state, const std::string& verdict = "") {
    json submission = {{"id", "s1"}, {"state", state}};
    if (!verdict.empty()) {
      submission["result"] = {{"verdict", verdict},   {"score", 1},        {"max_score", 2},
                              {"elapsed_us", 90'000}, {"tests_passed", 1}, {"tests_total", 2}};
    }
    return submission;
  }
  void Grades(const std::string& verdict) {
    const auto wrap = [](const char* type, const json& data) {
      return json({{"type", type}, {type, data}}).dump();
    };
    server_.On("POST", "/v1/submissions", {FakeServer::Json(201, Snapshot("queued"))});
    server_.On(
        "GET", "/v1/submissions/{id}/events",
        {FakeServer::Events(
            {{"started", wrap("started", {{"total_tests", 2}}), "1"},
             {"test", wrap("test", {{"name", "one"}, {"verdict", "AC"}, {"done", 1}, {"total", 2}}),
              "2"},
             {"test",
              wrap("test", {{"name", "two"}, {"verdict", verdict}, {"done", 2}, {"total", 2}}),
              "3"},
             {"snapshot", wrap("snapshot", Snapshot("done", verdict)), "4"}})});
  }
  void KnowsMe() {
    server_.On("GET", "/v1/me", {FakeServer::Json(200, {{"name", "Ada"}, {"scopes", {"read"}}})});
  }

  TempDir folder_;
  fs::path program_;
  FakeServer server_;
};

TEST_F(ProgramTest, SubmitShowsTestsAndReturnsTheVerdict) {
  Grades("WA");
  server_.Start();
  EXPECT_EQ(Run({"submit", Path("main.py"), "-p", "sum", "--wait", "--token-file", Path("token")}),
            1);
  EXPECT_THAT(Said(), HasSubstr("1/2  AC   one"));
  EXPECT_THAT(Said(), HasSubstr("2/2  WA   two"));
  EXPECT_THAT(Said(), HasSubstr("WA  1 of 2 points  1 of 2 tests passed"));
  EXPECT_THAT(Said(), Not(HasSubstr("\x1b"))) << "colour or progress where there is no terminal";
  const auto requests = server_.requests();
  ASSERT_THAT(requests, SizeIs(2));
  const json body = json::parse(requests[0].body);
  EXPECT_EQ(body["problem"], "sum");
  EXPECT_EQ(body["files"][0]["path"], "main.py");
  EXPECT_EQ(body["files"][0]["text"], "print(1)\n");
  EXPECT_FALSE(requests[0].Header("Idempotency-Key").empty());
}

TEST_F(ProgramTest, AcceptedIsZeroAndJsonIsOneDocument) {
  Grades("AC");
  server_.Start();
  EXPECT_EQ(Run({"submit", Path("main.py"), "-p", "sum", "--wait", "--json", "--token-file",
                 Path("token"), "--idempotency-key", "mine"}),
            0);
  const json document = json::parse(Said(), nullptr, false);
  ASSERT_TRUE(document.is_object()) << Said();
  EXPECT_EQ(document["result"]["verdict"], "AC");
  EXPECT_EQ(server_.requests()[0].Header("Idempotency-Key"), "mine");
}

TEST_F(ProgramTest, SignInIsKeptAndUsedAndEnds) {
  KnowsMe();
  server_.On("DELETE", "/v1/me/token", {FakeServer::Json(200, json::object())});
  server_.Start();
  EXPECT_EQ(Run({"whoami"}), 77);
  EXPECT_THAT(Said(), HasSubstr("assay login"));
  ASSERT_EQ(Run({"login", "--token-file", Path("token")}), 0) << Said();
  EXPECT_THAT(Said(), HasSubstr("as Ada"));
  EXPECT_THAT(Said(), Not(HasSubstr("assay_t")));
  ASSERT_EQ(Run({"whoami"}), 0) << Said();
  EXPECT_EQ(server_.requests().back().Header("Authorization"), "Bearer assay_t");

  const std::string kept = Path(".config/assay/credentials.json");
  ASSERT_EQ(::chmod(kept.c_str(), 0644), 0);
  EXPECT_EQ(Run({"whoami"}), 77);
  EXPECT_THAT(Said(), HasSubstr("chmod 600"));
  ASSERT_EQ(::chmod(kept.c_str(), 0600), 0);

  EXPECT_EQ(Run({"logout"}), 0) << Said();
  EXPECT_EQ(Run({"whoami"}), 77);
  EXPECT_THAT(ReadFile(kept).value(), Not(HasSubstr("assay_t")));
}

TEST_F(ProgramTest, MistakesHaveTheirCodes) {
  server_.On("GET", "/v1/submissions/{id}",
             {FakeServer::Json(404, {{"title", "There is no such thing"}})});
  server_.On("GET", "/v1/queue", {FakeServer::Json(401, {{"title", "A valid token is needed"}})});
  server_.Start();
  const auto with_token = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--token-file", Path("token")});
    return Run(arguments);
  };
  EXPECT_EQ(Run({"submit"}), 64);
  EXPECT_EQ(Run({"no-such-verb"}), 64);
  EXPECT_EQ(with_token({"submit", Path("none.py"), "-p", "x"}), 66);
  EXPECT_EQ(with_token({"show", "nope"}), 66);
  EXPECT_EQ(with_token({"queue"}), 77);
  EXPECT_EQ(with_token({"queue", "--server", "http://example.org"}), 65);
  EXPECT_EQ(with_token({"submit", Path("empty"), "-p", "x"}), 66);
}

TEST_F(ProgramTest, StaffSeeTheBoardAndUploadProblems) {
  server_.On("GET", "/v1/queue",
             {FakeServer::Json(200, {{"classes", {{{"class", "interactive"}, {"waiting", 3}}}}})});
  server_.On(
      "GET", "/v1/workers",
      {FakeServer::Json(
          200, {{"workers", {{{"name", "w1"}, {"connected", true}, {"slots", 2}, {"busy", 1}}}}})});
  server_.On("PUT", "/v1/problems/{id}",
             {FakeServer::Json(201, {{"id", "sum"}, {"version", 1}, {"title", "Sum"}})});
  server_.On("GET", "/v1/problems/{id}", {FakeServer::Json(200, {{"course", "demo"}})});
  server_.On(
      "POST", "/v1/rejudges",
      {FakeServer::Json(
          201, {{"id", "r1"}, {"state", "ready"}, {"total", 2}, {"done", 2}, {"changed", 1}})});
  server_.Start();
  fs::create_directories(Path("sum"));
  std::ofstream(Path("sum/assignment.yaml")) << "title: Sum\n";
  const std::vector<std::string> token = {"--token-file", Path("token")};
  const auto run = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), token.begin(), token.end());
    const int code = Run(arguments);
    EXPECT_EQ(code, 0) << Said();
    return Said();
  };
  EXPECT_THAT(run({"queue"}), HasSubstr("interactive"));
  EXPECT_THAT(run({"workers"}), HasSubstr("1/2"));
  EXPECT_THAT(run({"problem", "put", "sum", Path("sum"), "--course", "demo"}),
              HasSubstr("sum version 1: Sum"));
  const http::Request put = server_.requests().back();
  EXPECT_EQ(put.Query("course"), "demo");
  EXPECT_TRUE(put.body.starts_with("\x1f\x8b")) << "a gzip archive";
  EXPECT_THAT(run({"rejudge", "start", "-p", "sum", "--reason", "test 3 was wrong"}),
              HasSubstr("assay rejudge commit r1"));
  EXPECT_EQ(json::parse(server_.requests().back().body)["filter"],
            json({{"problem", "sum"}, {"course", "demo"}}));
}

}  // namespace
}  // namespace assay::client
