// Requests and answers of Judge0's documentation, and what follows from its code.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "lms/gateway/judge0/languages.h"
#include "lms/gateway/judge0/submission_in.h"
#include "lms/gateway/judge0/submission_out.h"
#include "lms/gateway/judge0/words.h"
#include "proto/judge0/base64.h"
#include "proto/judge0/token.h"
#include "runtime-images/language.h"

namespace assay::gateway::judge0 {
namespace {

using Json = nlohmann::ordered_json;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kId = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

struct Read {
  judge_v1::SubmitRequest submit;
  Json errors;
  bool ok = false;
};

Read Post(const char* body, bool base64 = false) {
  Read read;
  read.ok = ReadSubmission(nlohmann::json::parse(body), base64, Config{}, read.submit, read.errors);
  return read;
}

TEST(Words, AreThoseOfAShellThatExpandsNothing) {
  const auto split = [](std::string_view text) { return SplitWords(text).value(); };
  EXPECT_THAT(split(""), IsEmpty());
  EXPECT_THAT(split("  -O3  --std=c++17\n-lm "), ElementsAre("-O3", "--std=c++17", "-lm"));
  EXPECT_THAT(split(R"('a b' "c d" e\ f '' x"y"z)"), ElementsAre("a b", "c d", "e f", "", "xyz"));
  EXPECT_THAT(split(R"("a\"b" "c\n")"), ElementsAre("a\"b", "c\\n"));
  EXPECT_THAT(split("a; rm -rf $HOME `id` | b > c"),
              ElementsAre("a", "rm", "-rf", "HOME", "id", "b", "c"));
  EXPECT_FALSE(SplitWords("'a").ok());
}

TEST(ReadSubmission, TakesTheDocumentationsFirstExample) {
  const Read read = Post(R"({"source_code": "#include <stdio.h>\n", "language_id": 50,
                             "stdin": "world"})");
  ASSERT_TRUE(read.ok) << read.errors;
  const auto& run = read.submit.run();
  EXPECT_EQ(run.language(), "c");
  EXPECT_EQ(run.files(0).path(), "main.c");
  EXPECT_EQ(run.files(0).data(), "#include <stdio.h>\n");
  EXPECT_EQ(run.stdin(), "world");
  EXPECT_FALSE(run.has_expected_output());
  EXPECT_EQ(run.limits().cpu_ms(), 5000);
  EXPECT_EQ(run.limits().wall_ms(), 10'000);
  EXPECT_EQ(run.limits().memory_bytes(), 128'000 * 1024);
  EXPECT_EQ(run.limits().stack_bytes(), 64'000 * 1024);
  EXPECT_EQ(run.limits().processes(), 60);
  EXPECT_EQ(run.limits().file_bytes(), 1024 * 1024);
  EXPECT_EQ(run.number_of_runs(), 1);
}

TEST(ReadSubmission, RefusesInTheDocumentationsWords) {
  EXPECT_EQ(Post(R"({"source_code": "x"})").errors.dump(), R"({"language_id":["can't be blank"]})");
  EXPECT_EQ(Post(R"({"source_code": "x", "language_id": 150000})").errors.dump(),
            R"({"language_id":["language with id 150000 doesn't exist"]})");
  EXPECT_EQ(Post(R"({"language_id": 72, "source_code": ""})").errors.dump(),
            R"({"source_code":["can't be blank"]})");
  EXPECT_EQ(
      Post(R"({"language_id": 50, "source_code": "x", "wall_time_limit": 100000})").errors.dump(),
      R"({"wall_time_limit":["must be less than or equal to 20.0"]})");
  EXPECT_EQ(Post(R"({"language_id": 50, "source_code": "x", "number_of_runs": 0})").errors.dump(),
            R"({"number_of_runs":["must be greater than 0"]})");
  EXPECT_EQ(Post(R"({"language_id": 50, "source_code": "x", "memory_limit": 1})").errors.dump(),
            R"({"memory_limit":["must be greater than or equal to 2048"]})");
  EXPECT_EQ(Post(R"({"language_id": 50, "source_code": "x", "stack_limit": "big"})").errors.dump(),
            R"({"stack_limit":["is not a number"]})");
  EXPECT_EQ(
      Post(R"({"language_id": 71, "source_code": "x", "compiler_options": "-O3"})").errors.dump(),
      R"({"compiler_options":["setting compiler options is only allowed for compiled languages"]})");
  EXPECT_EQ(
      Post(R"({"language_id": 71, "source_code": "x", "enable_network": true})").errors.dump(),
      R"({"enable_network":["enabling network is not allowed"]})");
  EXPECT_FALSE(Post("[]").ok);
  EXPECT_FALSE(Post("null").ok);
}

TEST(ReadSubmission, TakesTextsForNumbersAndNullForNothing) {
  const Read read = Post(R"({"source_code": "x", "language_id": "71", "cpu_time_limit": "0.5",
      "number_of_runs": null, "redirect_stderr_to_stdout": "true", "expected_output": "",
      "command_line_arguments": "a 'b c'", "what_is_this": 1})");
  ASSERT_TRUE(read.ok) << read.errors;
  EXPECT_EQ(read.submit.run().limits().cpu_ms(), 500);
  EXPECT_TRUE(read.submit.run().redirect_stderr_to_stdout());
  EXPECT_TRUE(read.submit.run().has_expected_output());
  EXPECT_THAT(read.submit.run().arguments(), ElementsAre("a", "b c"));
}

TEST(ReadSubmission, DecodesBase64) {
  const Read read = Post(R"({"source_code": "cHJpbnQoMSk=\n", "language_id": 71,
                             "stdin": "SnVkZ2Uw", "expected_output": "MQo="})",
                         true);
  ASSERT_TRUE(read.ok);
  EXPECT_EQ(read.submit.run().files(0).data(), "print(1)");
  EXPECT_EQ(read.submit.run().stdin(), "Judge0");
  EXPECT_EQ(read.submit.run().expected_output(), "1\n");
}

TEST(ReadSubmission, AMultiFileProgramIsItsArchive) {
  EXPECT_EQ(Post(R"({"language_id": 89, "source_code": "x"})").errors.dump(),
            R"({"source_code":["must be blank"],"additional_files":["can't be blank"]})");
  const Read read = Post(R"({"language_id": 89, "additional_files": "UEs="})");
  ASSERT_TRUE(read.ok) << read.errors;
  EXPECT_EQ(read.submit.run().language(), "multi-file");
  EXPECT_EQ(read.submit.run().archive(), "PK");
  EXPECT_THAT(read.submit.run().files(), IsEmpty());
}

TEST(Fields, AreThoseThatWereAskedFor) {
  EXPECT_THAT(ParseFields("").names, ElementsAre("token", "time", "memory", "stdout", "stderr",
                                                 "compile_output", "message", "status"));
  EXPECT_FALSE(ParseFields("").needs_work);
  EXPECT_THAT(ParseFields("stdout,language_id").names, ElementsAre("stdout", "language_id"));
  EXPECT_TRUE(ParseFields("language_id").needs_work);
  EXPECT_FALSE(ParseFields("token,created_at").needs_run);
  EXPECT_EQ(ParseFields("*").names.size(), 35U);
  EXPECT_THAT(ParseFields("stdout,password").unknown, ElementsAre("password"));
}

Parts Finished() {
  Parts parts;
  parts.submission.set_id(kId);
  parts.submission.set_state(judge_v1::STATE_DONE);
  parts.submission.set_language("c");
  parts.submission.mutable_created_at()->set_seconds(1'700'000'000);
  parts.submission.mutable_created_at()->set_nanos(123'000'000);
  parts.submission.mutable_finished_at()->set_seconds(1'700'000'001);
  auto run = std::make_shared<judge_v1::RunOutcome>();
  run->set_status("AC");
  run->set_stdout("hello, Judge0\n");
  run->set_exit_code(0);
  run->set_cpu_us(1000);
  run->set_wall_us(45'000);
  run->set_memory_bytes(376 * 1024);
  parts.run = run;
  Read read = Post(R"({"source_code": "int main", "language_id": 50, "stdin": "Judge0",
                       "expected_output": "hello, Judge0", "cpu_time_limit": 1})");
  parts.work = std::make_shared<judge_v1::RunWork>(read.submit.run());
  return parts;
}

TEST(ToJson, IsTheDocumentationsDefaultAnswer) {
  const Json json = ToJson(Finished(), ParseFields(""), false);
  EXPECT_EQ(json["stdout"], "hello, Judge0\n");
  EXPECT_EQ(json["time"], "0.001");
  EXPECT_EQ(json["memory"], 376);
  EXPECT_TRUE(json["stderr"].is_null());
  EXPECT_TRUE(json["compile_output"].is_null());
  EXPECT_TRUE(json["message"].is_null());
  EXPECT_EQ(json["status"].dump(), R"({"id":3,"description":"Accepted"})");
  EXPECT_EQ(::assay::judge0::IdOf(json["token"].get<std::string>()), kId);
  EXPECT_EQ(json.size(), 8U);
}

TEST(ToJson, GivesBackWhatWasPosted) {
  const Json json = ToJson(Finished(), ParseFields("*"), true);
  EXPECT_EQ(json["stdout"], "aGVsbG8sIEp1ZGdlMAo=\n");
  EXPECT_EQ(json["source_code"], "aW50IG1haW4=\n");
  EXPECT_EQ(json["stdin"], "SnVkZ2Uw\n");
  EXPECT_EQ(json["language_id"], 50);
  EXPECT_EQ(json["language"]["name"], "C (GCC 14.2)");
  EXPECT_EQ(json["cpu_time_limit"], 1.0);
  EXPECT_EQ(json["memory_limit"], 128'000);
  EXPECT_EQ(json["created_at"], "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(json["wall_time"], "0.045");
  EXPECT_EQ(json["exit_code"], 0);
  EXPECT_TRUE(json["exit_signal"].is_null());
  EXPECT_TRUE(json["compiler_options"].is_null());
  EXPECT_EQ(json["enable_network"], false);
}

TEST(ToJson, OfOneThatHasNotEnded) {
  Parts parts = Finished();
  parts.submission.set_state(judge_v1::STATE_QUEUED);
  parts.submission.clear_finished_at();
  parts.run = nullptr;
  const Json json = ToJson(parts, ParseFields("*"), false);
  EXPECT_EQ(json["status_id"], 1);
  EXPECT_TRUE(json["time"].is_null());
  EXPECT_TRUE(json["finished_at"].is_null());
}

TEST(ToJson, ACompileErrorHasNoTimes) {
  Parts parts = Finished();
  auto run = std::make_shared<judge_v1::RunOutcome>();
  run->set_status("CE");
  run->set_compile_output("main.c:1: error");
  parts.run = run;
  const Json json = ToJson(parts, ParseFields("*"), false);
  EXPECT_EQ(json["status_id"], 6);
  EXPECT_EQ(json["compile_output"], "main.c:1: error");
  EXPECT_TRUE(json["time"].is_null());
  EXPECT_TRUE(json["exit_code"].is_null());
}

TEST(Dump, FindsWhatIsNoUtf8) {
  Parts parts = Finished();
  auto run = std::make_shared<judge_v1::RunOutcome>(*parts.run);
  run->set_stdout("\xFE");
  parts.run = run;
  EXPECT_FALSE(Dump(ToJson(parts, ParseFields(""), false)).has_value());
  EXPECT_TRUE(Dump(ToJson(parts, ParseFields(""), true)).has_value());
}

// "14.2" stands in "C++ (GCC 14.2)" and in "g++ 14.2, C++20".
bool SharesANumber(std::string_view name, std::string_view version) {
  constexpr std::string_view kDigits = "0123456789.";
  for (size_t at = version.find_first_of(kDigits); at != std::string_view::npos;
       at = version.find_first_of(kDigits, at)) {
    const size_t end = std::min(version.find_first_not_of(kDigits, at), version.size());
    if (name.find(version.substr(at, end - at)) != std::string_view::npos) return true;
    at = end;
  }
  return false;
}

// The table says what the runtime images have: a new version there is a new name here.
TEST(Languages, AreThoseOfTheImages) {
  const auto folder = runtime_images::FindLanguagesFolder();
  ASSERT_TRUE(folder.ok());
  const auto table = runtime_images::LanguageTable::Load(*folder);
  ASSERT_TRUE(table.ok());
  std::set<int> ids;
  for (const Language& language : Languages()) {
    EXPECT_TRUE(ids.insert(language.id).second) << language.id;
    if (language.id == kMultiFile) continue;
    const auto ours = table->ByName(language.language);
    ASSERT_TRUE(ours.ok()) << language.language;
    EXPECT_EQ(table->ByFileName(language.source_file), *ours) << language.name;
    EXPECT_TRUE(SharesANumber(language.name, (*ours)->version))
        << language.name << " for " << (*ours)->version;
  }
  for (const int id : {45, 46, 50, 52, 54, 60, 62, 63, 71, 72, 73, 74, 89}) {
    EXPECT_TRUE(ids.contains(id)) << id;
  }
}

}  // namespace
}  // namespace assay::gateway::judge0
