#include "grader/verdict.h"

#include <gtest/gtest.h>

#include <csignal>

namespace assay::grader {
namespace {

sandbox::Outcome Ended(std::optional<int> exit, std::optional<int> signal, sandbox::Limit limit) {
  sandbox::Outcome outcome;
  outcome.exit_code = exit;
  outcome.signal = signal;
  outcome.limit = limit;
  return outcome;
}

TEST(Verdict, EveryLimitHasItsVerdict) {
  using sandbox::Limit;
  const std::pair<Limit, Verdict> cases[] = {
      {Limit::kCpuTime, Verdict::kTimeLimit},          {Limit::kWallTime, Verdict::kTimeLimit},
      {Limit::kIdleTime, Verdict::kIdleLimit},         {Limit::kMemory, Verdict::kMemoryLimit},
      {Limit::kStdout, Verdict::kOutputLimit},         {Limit::kFileSize, Verdict::kOutputLimit},
      {Limit::kSecurity, Verdict::kSecurityViolation}, {Limit::kCancelled, Verdict::kSkipped}};
  for (const auto& [limit, verdict] : cases) {
    EXPECT_EQ(VerdictOfRun(Ended(std::nullopt, SIGKILL, limit)), verdict) << LimitName(limit);
  }
}

TEST(Verdict, ASignalOfItsOwnIsARuntimeError) {
  for (const int signal : {SIGKILL, SIGXFSZ, SIGSYS, SIGXCPU}) {
    EXPECT_EQ(VerdictOfRun(Ended(std::nullopt, signal, sandbox::Limit::kNone)),
              Verdict::kRuntimeError);
  }
}

TEST(Verdict, ARuntimesOwnHeapLimitIsMemory) {
  sandbox::Outcome outcome = Ended(1, std::nullopt, sandbox::Limit::kNone);
  outcome.err = "Traceback\nMemoryError\n";
  EXPECT_EQ(VerdictOfRun(outcome, {"MemoryError"}), Verdict::kMemoryLimit);
  EXPECT_EQ(VerdictOfRun(outcome, {"OutOfMemoryError"}), Verdict::kRuntimeError);
}

TEST(Verdict, NamesGoBothWays) {
  EXPECT_EQ(ParseVerdict("wrong_answer"), Verdict::kWrongAnswer);
  EXPECT_EQ(ParseVerdict("TLE"), Verdict::kTimeLimit);
  EXPECT_EQ(ParseVerdict("fine"), std::nullopt);
  EXPECT_EQ(VerdictCode(Verdict::kSkipped), "SKIP");
}

}  // namespace
}  // namespace assay::grader
