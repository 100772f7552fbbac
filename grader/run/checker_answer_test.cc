#include "grader/run/checker_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grader/run/checker.h"

namespace assay::grader {
namespace {

using sandbox::Limit;
using sandbox::Outcome;
using ::testing::HasSubstr;
using Protocol = CheckerProtocol;

constexpr Protocol kAll[] = {Protocol::kKattis,   Protocol::kTestlib, Protocol::kDmoj,
                             Protocol::kDmojCoci, Protocol::kDmojPeg, Protocol::kDmojPython,
                             Protocol::kCms,      Protocol::kExitCode};

Outcome Exit(int code, std::string out = "", std::string err = "") {
  Outcome outcome;
  outcome.exit_code = code;
  outcome.out = std::move(out);
  outcome.err = std::move(err);
  return outcome;
}

CheckAnswer Parse(Protocol protocol, const Outcome& outcome, FeedbackFiles files = {},
                  bool scoring = true) {
  return ParseCheckerAnswer(protocol, {outcome, files, "", 10, scoring});
}

struct Case {
  Protocol protocol;
  Outcome outcome;
  Verdict verdict;
  std::optional<double> fraction = {}, points = {};
};

class AnswerTest : public ::testing::TestWithParam<Case> {};

TEST_P(AnswerTest, IsUnderstood) {
  const Case& c = GetParam();
  const CheckAnswer answer = Parse(c.protocol, c.outcome);
  EXPECT_EQ(answer.verdict, c.verdict) << answer.judge_feedback;
  EXPECT_EQ(answer.fraction, c.fraction);
  EXPECT_EQ(answer.points, c.points);
}

constexpr Verdict kAC = Verdict::kAccepted;
constexpr Verdict kWA = Verdict::kWrongAnswer;
constexpr Verdict kPE = Verdict::kPresentationError;
constexpr Verdict kJE = Verdict::kJudgeError;

INSTANTIATE_TEST_SUITE_P(
    Protocols, AnswerTest,
    ::testing::Values(
        Case{Protocol::kKattis, Exit(42), kAC}, Case{Protocol::kKattis, Exit(43), kWA},
        Case{Protocol::kKattis, Exit(0), kJE}, Case{Protocol::kKattis, Exit(1), kJE},
        Case{Protocol::kTestlib, Exit(0), kAC}, Case{Protocol::kTestlib, Exit(1), kWA},
        Case{Protocol::kTestlib, Exit(2), kPE}, Case{Protocol::kTestlib, Exit(3), kJE},
        Case{Protocol::kTestlib, Exit(4), kPE}, Case{Protocol::kTestlib, Exit(8), kPE},
        Case{Protocol::kTestlib, Exit(7, "", "points 3.5 nearly"), kAC, {}, 3.5},
        Case{Protocol::kTestlib, Exit(7, "", "points 0"), kWA, {}, 0},
        Case{Protocol::kTestlib, Exit(7, "", "points nan"), kJE},
        Case{Protocol::kTestlib, Exit(7), kJE}, Case{Protocol::kTestlib, Exit(66), kAC, 0.5},
        Case{Protocol::kTestlib, Exit(5), kJE}, Case{Protocol::kTestlib, Exit(127), kJE},
        Case{Protocol::kDmoj, Exit(0), kAC}, Case{Protocol::kDmoj, Exit(1), kWA},
        Case{Protocol::kDmoj, Exit(2), kJE},
        Case{Protocol::kDmojCoci, Exit(7, "", "partial 3/10"), kAC, 0.3},
        Case{Protocol::kDmojCoci, Exit(7, "", "partial 3/0"), kJE},
        Case{Protocol::kDmojPeg, Exit(0, "1\n4\n"), kAC, 0.25},
        Case{Protocol::kDmojPeg, Exit(1, "0\n4\n"), kWA, 0}, Case{Protocol::kDmojPeg, Exit(0), kAC},
        Case{Protocol::kDmojPeg, Exit(1), kWA},
        Case{Protocol::kDmojPython, Exit(0, "1\n7.5\nwell done\n"), kAC, {}, 7.5},
        Case{Protocol::kDmojPython, Exit(0, "0\n0.0\n\n"), kWA, {}, 0},
        Case{Protocol::kDmojPython, Exit(1, "1\n10\n"), kJE},
        Case{Protocol::kDmojPython, Exit(0), kJE}, Case{Protocol::kCms, Exit(0, "1.0\n"), kAC, 1},
        Case{Protocol::kCms, Exit(0, "0.25"), kAC, 0.25},
        Case{Protocol::kCms, Exit(0, "0"), kWA, 0}, Case{Protocol::kCms, Exit(0, "2"), kJE},
        Case{Protocol::kCms, Exit(0, "inf"), kJE}, Case{Protocol::kCms, Exit(0), kJE},
        Case{Protocol::kCms, Exit(1, "1.0"), kJE}, Case{Protocol::kExitCode, Exit(0), kAC},
        Case{Protocol::kExitCode, Exit(9), kWA}));

TEST(CheckerAnswer, ACrashOrALimitIsNeverAVerdict) {
  for (const Protocol protocol : kAll) {
    Outcome crash;
    crash.signal = 11;
    crash.err = "assertion failed";
    const CheckAnswer answer = Parse(protocol, crash);
    EXPECT_EQ(answer.verdict, kJE);
    EXPECT_THAT(answer.judge_feedback, HasSubstr("SIGSEGV"));
    EXPECT_THAT(answer.judge_feedback, HasSubstr("assertion failed"));
    for (const Limit limit : {Limit::kCpuTime, Limit::kMemory, Limit::kStdout, Limit::kCancelled}) {
      Outcome over = Exit(protocol == Protocol::kKattis ? 42 : 0, "1\n1\n");
      over.limit = limit;
      EXPECT_EQ(Parse(protocol, over).verdict, kJE);
    }
    Outcome not_started = Exit(protocol == Protocol::kKattis ? 42 : 0, "1\n1\n");
    not_started.evidence.exec_errno = 2;
    EXPECT_EQ(Parse(protocol, not_started).verdict, kJE);
  }
}

TEST(CheckerAnswer, KattisFeedbackFiles) {
  CheckAnswer answer = Parse(
      Protocol::kKattis, Exit(42),
      {{"teammessage.txt", "well done\n"}, {"judgemessage.txt", "ok"}, {"score.txt", " 12.5\n"}});
  EXPECT_EQ(answer.feedback, "well done");
  EXPECT_EQ(answer.judge_feedback, "ok");
  EXPECT_EQ(answer.points, 12.5);
  answer = Parse(Protocol::kKattis, Exit(42), {{"score_multiplier.txt", "0.5"}});
  EXPECT_EQ(answer.fraction, 0.5);
  // Where points do not decide, score files say nothing.
  answer = Parse(Protocol::kKattis, Exit(42), {{"score.txt", "many"}}, false);
  EXPECT_EQ(answer.verdict, kAC);
}

TEST(CheckerAnswer, KattisScoresThatMeanNothing) {
  for (const FeedbackFiles& files :
       std::vector<FeedbackFiles>{{{"score.txt", "nan"}},
                                  {{"score.txt", ""}},
                                  {{"score.txt", "1 2"}},
                                  {{"score_multiplier.txt", "1.5"}},
                                  {{"score.txt", "1"}, {"score_multiplier.txt", "1"}}}) {
    EXPECT_EQ(Parse(Protocol::kKattis, Exit(42), files).verdict, kJE);
  }
  EXPECT_EQ(Parse(Protocol::kKattis, Exit(43), {{"score.txt", "1"}}).verdict, kJE);
  EXPECT_EQ(Parse(Protocol::kKattis, Exit(43), {{"nextpass.in", "1"}}).verdict, kJE);
}

TEST(CheckerAnswer, ShellExitCodesAreSignalsAgain) {
  Outcome outcome = Exit(139);
  UnwrapShellExit(outcome);
  EXPECT_EQ(outcome.signal, 11);
  EXPECT_FALSE(outcome.exit_code);
  outcome = Exit(42);
  UnwrapShellExit(outcome);
  EXPECT_EQ(outcome.exit_code, 42);
}

TEST(CheckerAnswer, FeedbackOfEveryContent) {
  const std::string mark = NewMark();
  const std::string binary("\n\0x\n\n", 5);
  const std::string text =
      "noise\n" + mark + " a.txt\n" + binary + "\n" + mark + " empty\n" + "\n" + mark + " b\nlast";
  const FeedbackFiles files = ParseFeedback(text, mark);
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files.at("a.txt"), binary);
  EXPECT_EQ(files.at("empty"), "");
  EXPECT_EQ(files.at("b"), "last");
  EXPECT_TRUE(ParseFeedback("", mark).empty());
  EXPECT_NE(NewMark(), mark);
}

}  // namespace
}  // namespace assay::grader
