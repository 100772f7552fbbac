#include <gtest/gtest.h>

#include "assay/judge/v1/judge.pb.h"
#include "proto/judge0/answer.h"
#include "proto/judge0/base64.h"
#include "proto/judge0/status.h"
#include "proto/judge0/token.h"

namespace assay::judge0 {
namespace {

namespace v1 = judge::v1;

TEST(Base64, IsRubys) {
  EXPECT_EQ(EncodeBase64(""), "");
  EXPECT_EQ(EncodeBase64("hello, world\n"), "aGVsbG8sIHdvcmxkCg==\n");
  EXPECT_EQ(EncodeBase64(std::string(46, 'a')),
            "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\nYQ==\n");
  EXPECT_EQ(DecodeBase64("aGVsbG8s\nIHdv!cmxkCg==trailing"), "hello, world\n");
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(DecodeBase64(EncodeBase64(all)), all);
}

TEST(Token, IsAUuidAndComesBack) {
  const std::string id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const std::string token = TokenOf(id);
  ASSERT_EQ(token.size(), 36U);
  EXPECT_EQ(token[14], '4');
  EXPECT_NE(std::string("89ab").find(token[19]), std::string::npos);
  EXPECT_EQ(IdOf(token), id);
  EXPECT_EQ(IdOf(TokenOf("00000000000000000000000000")), "00000000000000000000000000");
  EXPECT_EQ(IdOf(TokenOf("01ZZZZZZZZZZZZZZZZZZZZZZZZ")), "01ZZZZZZZZZZZZZZZZZZZZZZZZ");
}

TEST(Token, IsNothingElse) {
  EXPECT_EQ(TokenOf("7ZZZZZZZZZZZZZZZZZZZZZZZZZ"), "");  // the year 10889
  EXPECT_EQ(TokenOf("01arz3ndektsv4rrffq69g5fav"), "");
  EXPECT_EQ(TokenOf(""), "");
  for (const char* text :
       {"", "x", "d85cd024-1548-1165-96c7-7bc88673f194", "d85cd024-1548-4165-16c7-7bc88673f194",
        "d85cd024x1548-4165-96c7-7bc88673f194", "d85cd024-1548-4165-96c7-7bc88673f19g"}) {
    EXPECT_EQ(IdOf(text), "") << text;
  }
  EXPECT_NE(IdOf("d85cd024-1548-4165-96c7-7bc88673f194"), "");
}

v1::Submission Done(const std::string& verdict) {
  v1::Submission submission;
  submission.set_id("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  submission.set_state(v1::STATE_DONE);
  submission.mutable_result()->set_verdict(verdict);
  return submission;
}

TEST(Status, FollowsTheOutcome) {
  v1::Submission submission;
  EXPECT_EQ(StatusOf(submission, nullptr).id, 1);
  submission.set_state(v1::STATE_RUNNING);
  EXPECT_EQ(StatusOf(submission, nullptr).description, "Processing");
  submission.set_state(v1::STATE_FAILED);
  submission.set_failure("no image");
  EXPECT_EQ(StatusOf(submission, nullptr).id, 13);
  EXPECT_EQ(MessageOf(submission, nullptr), "no image");

  v1::RunOutcome run;
  run.set_status("RTE");
  run.set_exit_code(3);
  EXPECT_EQ(StatusOf(Done("RTE"), &run).id, 11);
  EXPECT_EQ(MessageOf(Done("RTE"), &run), "Exited with error status 3");
  run.clear_exit_code();
  run.set_signal(11);
  EXPECT_EQ(StatusOf(Done("RTE"), &run).id, 7);
  run.set_signal(9);
  EXPECT_EQ(StatusOf(Done("RTE"), &run).id, 12);
  run.set_status("TLE");
  run.set_message("over the wall time limit (ran 1.003 s, CPU 0.010 s)");
  EXPECT_EQ(StatusOf(Done("TLE"), &run).id, 5);
  EXPECT_EQ(MessageOf(Done("TLE"), &run), "Time limit exceeded (wall clock)");
  run.set_message("over the CPU time limit (used 1.003 s)");
  EXPECT_EQ(MessageOf(Done("TLE"), &run), "Time limit exceeded");
}

TEST(Answer, IsWhatJudge0Sends) {
  EXPECT_EQ(Seconds(1000), "0.001");
  EXPECT_EQ(Seconds(20'000), "0.02");
  EXPECT_EQ(Seconds(0), "0.0");
  EXPECT_EQ(Seconds(2'000'000), "2.0");
  v1::RunOutcome run;
  run.set_status("AC");
  run.set_stdout("hello, Judge0\n");
  run.set_cpu_us(2000);
  run.set_memory_bytes(376 * 1024);
  EXPECT_EQ(
      CallbackBody(Done("AC"), &run),
      R"({"stdout":"aGVsbG8sIEp1ZGdlMAo=\n","time":"0.002","memory":376,"stderr":null,"token":")" +
          TokenOf("01ARZ3NDEKTSV4RRFFQ69G5FAV") +
          R"(","compile_output":null,"message":null,"status":{"id":3,"description":"Accepted"}})");
}

}  // namespace
}  // namespace assay::judge0
