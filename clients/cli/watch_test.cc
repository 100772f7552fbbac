#include "clients/cli/watch.h"

#include <gmock/gmock.h>

#include "clients/cli/fake_server.h"

namespace assay::client {
namespace {

using nlohmann::json;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

std::string State(const std::string& state, const std::string& verdict = "") {
  json snapshot = {{"id", "s1"}, {"state", state}};
  if (!verdict.empty()) snapshot["result"] = {{"verdict", verdict}};
  return json({{"type", "snapshot"}, {"snapshot", snapshot}}).dump();
}
std::string TestDone(int done) {
  return json({{"test", {{"name", "t" + std::to_string(done)}, {"done", done}}}}).dump();
}

class WatchTest : public ::testing::Test {
 protected:
  Result<json> Run(std::vector<FakeServer::Answer> answers, int patience = 20) {
    server_.On("GET", "/v1/submissions/{id}/events", std::move(answers));
    server_.Start();
    const auto api = impatient_.Open(server_.url());
    return Watch(
        *api, "s1",
        [this](std::string_view name, const json& data) {
          told_.push_back(std::string(name) + data.value("name", ""));
        },
        patience);
  }
  FakeServer server_;
  Impatient impatient_;
  std::vector<std::string> told_;
};

TEST_F(WatchTest, TellsEventsUntilTheLast) {
  const auto last = Run({FakeServer::Events({{"snapshot", State("running"), "1"},
                                             {"test", TestDone(1), "2"},
                                             {"snapshot", State("done", "AC"), "3"}})});
  ASSERT_TRUE(last.ok()) << last.status().ToString();
  EXPECT_EQ((*last)["result"]["verdict"], "AC");
  EXPECT_THAT(told_, ElementsAre("snapshot", "testt1", "snapshot"));
  EXPECT_THAT(impatient_.waits, SizeIs(0));
}

TEST_F(WatchTest, ALostConnectionIsTakenUpAfterTheLastEventSeen) {
  const auto last =
      Run({FakeServer::Events({{"test", TestDone(1), "41"}, {"test", TestDone(2), "42"}}),
           FakeServer::Events({{"test", TestDone(3), "43"}}),
           FakeServer::Events({{"snapshot", State("done", "WA"), "44"}})});
  ASSERT_TRUE(last.ok()) << last.status().ToString();
  EXPECT_THAT(told_, ElementsAre("testt1", "testt2", "testt3", "snapshot"));
  const auto requests = server_.requests();
  ASSERT_THAT(requests, SizeIs(3));
  EXPECT_EQ(requests[0].Header("Last-Event-ID"), "");
  EXPECT_EQ(requests[1].Header("Last-Event-ID"), "42");
  EXPECT_EQ(requests[2].Header("Last-Event-ID"), "43");
}

TEST_F(WatchTest, ABusyServerIsAskedAgainLater) {
  const auto last = Run({FakeServer::Json(429, {{"title", "Too many"}}, {{"Retry-After", "3"}}),
                         FakeServer::Json(503, {{"title", "away"}}),
                         FakeServer::Events({{"error", R"({"status":503,"detail":"away"})", ""}}),
                         FakeServer::Events({{"snapshot", State("failed"), "1"}})});
  ASSERT_TRUE(last.ok()) << last.status().ToString();
  EXPECT_EQ(impatient_.waits.at(0), seconds(3));
  EXPECT_THAT(impatient_.notes, SizeIs(::testing::Ge(2U)));
}

TEST_F(WatchTest, WhatWillNotGetBetterIsToldAtOnce) {
  const auto last = Run({FakeServer::Json(404, {{"title", "There is no such thing"}})});
  EXPECT_EQ(last.status().code(), StatusCode::kNotFound);
  EXPECT_THAT(server_.requests(), SizeIs(1));
}

TEST_F(WatchTest, AnErrorEventThatIsFinalEndsIt) {
  const auto last =
      Run({FakeServer::Events({{"error", R"({"status":401,"detail":"the token ended"})", ""}})});
  EXPECT_EQ(last.status().code(), StatusCode::kUnauthenticated);
  EXPECT_THAT(last.status().message(), HasSubstr("the token ended"));
}

TEST_F(WatchTest, ASilentServerIsGivenUp) {
  const auto last = Run({FakeServer::Events({})}, 4);
  EXPECT_EQ(last.status().code(), StatusCode::kUnavailable);
  EXPECT_THAT(last.status().message(), HasSubstr("assay watch s1"));
  EXPECT_THAT(server_.requests(), SizeIs(5));
}

TEST_F(WatchTest, NonsenseIsSkipped) {
  const auto last = Run({FakeServer::Events({{"test", "not json", "1"},
                                             {"tomorrow", "{\"x\":1}", "2"},
                                             {"snapshot", "[1]", "3"},
                                             {"snapshot", State("cancelled"), "4"}})});
  ASSERT_TRUE(last.ok()) << last.status().ToString();
  EXPECT_THAT(told_, ElementsAre("tomorrow", "snapshot"));
}

}  // namespace
}  // namespace assay::client
