#include "grader/tally.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
constexpr Verdict kAC = Verdict::kAccepted;
constexpr Verdict kWA = Verdict::kWrongAnswer;
constexpr Verdict kTLE = Verdict::kTimeLimit;
constexpr Verdict kSKIP = Verdict::kSkipped;

Test MakeTest(std::string name, double points = 0, bool sample = false) {
  Test test;
  test.name = std::move(name);
  test.points = points;
  test.sample = sample;
  return test;
}

Group MakeGroup(std::string name, std::vector<double> points) {
  Group group;
  group.name = std::move(name);
  for (size_t i = 0; i < points.size(); ++i) {
    group.tests.push_back(MakeTest(group.name + "/" + std::to_string(i + 1), points[i]));
  }
  return group;
}

Judgement Says(Verdict verdict, std::optional<double> fraction = {}) {
  Judgement judgement;
  judgement.report.verdict = verdict;
  judgement.score.fraction = fraction;
  return judgement;
}

// Gives the verdicts by the tests' order in the package; SKIP where the tally would not run it.
PartReport Grade(const StandardIo& task, const std::vector<Judgement>& verdicts,
                 bool stop_at_first = false, std::optional<double> points = {}) {
  Tally tally(task, Visibility::kAlways, stop_at_first);
  for (const size_t index : tally.order()) {
    std::string why = tally.WhySkipped(index);
    if (why.empty()) {
      tally.Commit(index, verdicts.at(index), 1);
    } else {
      tally.Skip(index, std::move(why));
    }
  }
  PartReport part;
  tally.Finish(points, part);
  return part;
}

std::vector<Verdict> VerdictsOf(const PartReport& part) {
  std::vector<Verdict> verdicts;
  for (const TestReport& test : part.tests) verdicts.push_back(test.verdict);
  return verdicts;
}

TEST(Tally, WithoutPointsItIsAllOrNothing) {
  StandardIo task;
  task.root = MakeGroup("", {0, 0});
  PartReport part = Grade(task, {Says(kAC), Says(kAC)});
  EXPECT_EQ(part.verdict, kAC);
  EXPECT_EQ(part.score, 1);
  part = Grade(task, {Says(kAC), Says(kTLE)}, false, 30);
  EXPECT_EQ(part.verdict, kTLE);
  EXPECT_EQ(part.score, 0);
  EXPECT_EQ(part.max_score, 30);
}

TEST(Tally, SamplesRunFirstAndReportsKeepThePackagesOrder) {
  StandardIo task;
  task.root.tests = {MakeTest("a"), MakeTest("b", 0, true), MakeTest("c")};
  const Tally tally(task, Visibility::kAlways, false);
  EXPECT_THAT(tally.order(), ElementsAre(1, 0, 2));
  const PartReport part = Grade(task, {Says(kAC), Says(kAC), Says(kAC)});
  EXPECT_EQ(part.tests[0].name, "a");
  EXPECT_TRUE(part.tests[1].sample);
}

TEST(Tally, StopsAtTheFirstRejectedTestWhereAsked) {
  StandardIo task;
  task.root = MakeGroup("", {0, 0, 0});
  PartReport part = Grade(task, {Says(kAC), Says(kWA), Says(kAC)}, true);
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kAC, kWA, kSKIP));
  EXPECT_EQ(part.verdict, kWA);
  task.scoring = true;  // points decide: everything runs
  part = Grade(task, {Says(kAC), Says(kWA), Says(kAC)}, true);
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kAC, kWA, kAC));
}

struct ScoringCase {
  Scoring scoring;
  std::optional<double> points;
  std::vector<double> tests;
  std::vector<double> fractions;
  double score, max;
};

class ScoringTest : public ::testing::TestWithParam<ScoringCase> {};

TEST_P(ScoringTest, Scores) {
  const ScoringCase& c = GetParam();
  StandardIo task;
  task.scoring = true;
  task.root = MakeGroup("", c.tests);
  task.root.scoring = c.scoring;
  task.root.points = c.points;
  std::vector<Judgement> verdicts;
  for (const double fraction : c.fractions) {
    verdicts.push_back(Says(fraction == 1 ? kAC : kWA, fraction));
  }
  const PartReport part = Grade(task, verdicts);
  EXPECT_DOUBLE_EQ(part.score, c.score);
  EXPECT_DOUBLE_EQ(part.max_score, c.max);
}

INSTANTIATE_TEST_SUITE_P(
    All, ScoringTest,
    ::testing::Values(ScoringCase{Scoring::kSum, {}, {2, 3, 5}, {1, 0, 0.5}, 4.5, 10},
                      ScoringCase{Scoring::kSum, 6, {5, 5}, {1, 1}, 6, 6},
                      ScoringCase{Scoring::kMin, 20, {20, 20}, {1, 0.25}, 5, 20},
                      ScoringCase{Scoring::kMin, {}, {20, 20}, {1, 1}, 20, 20},
                      ScoringCase{Scoring::kMax, 20, {20, 20}, {0.25, 0.5}, 10, 20},
                      ScoringCase{Scoring::kAverage, 10, {10, 10}, {1, 0.5}, 7.5, 10},
                      ScoringCase{Scoring::kWeighted, 8, {1, 3}, {0, 1}, 6, 8},
                      ScoringCase{Scoring::kAllOrNothing, 7, {7, 7}, {1, 0.99}, 0, 7},
                      ScoringCase{Scoring::kAllOrNothing, 7, {7, 7}, {1, 1}, 7, 7},
                      ScoringCase{Scoring::kAllOrNothing, {}, {1, 2}, {1, 1}, 3, 3}));

TEST(Tally, ABrokenGroupPassesOverItsRestOnly) {
  StandardIo task;
  task.scoring = true;
  Group first = MakeGroup("first", {1, 1, 1});
  first.on_reject = OnReject::kBreak;
  first.scoring = Scoring::kMin;
  task.root.groups = {first, MakeGroup("second", {2})};
  const PartReport part = Grade(task, {Says(kAC), Says(kTLE), Says(kAC), Says(kAC)});
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kAC, kTLE, kSKIP, kAC));
  EXPECT_EQ(part.score, 2);
  EXPECT_EQ(part.max_score, 3);
  EXPECT_EQ(part.verdict, kTLE);
  EXPECT_THAT(part.tests[2].message, HasSubstr("earlier test of the group"));
  ASSERT_EQ(part.groups.size(), 3U);
  EXPECT_EQ(part.groups[1].verdict, kTLE);
  EXPECT_EQ(part.groups[2].verdict, kAC);
}

TEST(Tally, ABreakingParentWaitsForTheWholeChild) {
  StandardIo task;
  task.root.on_reject = OnReject::kBreak;
  task.root.groups = {MakeGroup("first", {0, 0}), MakeGroup("second", {0})};
  const PartReport part = Grade(task, {Says(kWA), Says(kAC), Says(kAC)});
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kWA, kAC, kSKIP));
}

TEST(Tally, RequiredGroupsComeFirstAndMustBeWhollyAccepted) {
  StandardIo task;
  task.scoring = true;
  Group needy = MakeGroup("needy", {4});
  needy.requires_groups = {"base"};
  task.root.groups = {needy, MakeGroup("base", {1, 1})};
  const Tally tally(task, Visibility::kAlways, false);
  EXPECT_THAT(tally.order(), ElementsAre(1, 2, 0));
  PartReport part = Grade(task, {Says(kAC), Says(kAC), Says(kAC)});
  EXPECT_EQ(part.score, 6);
  part = Grade(task, {Says(kAC), Says(kAC), Says(kWA)});
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kSKIP, kAC, kWA));
  EXPECT_THAT(part.tests[0].message, HasSubstr("\"base\" was not accepted"));
  EXPECT_EQ(part.score, 1);
  // Accepted, but only with half of its points.
  part = Grade(task, {Says(kAC), Says(kAC), Says(kAC, 0.5)});
  EXPECT_EQ(part.tests[0].verdict, kSKIP);
}

TEST(Tally, GroupsThatRequireOneAnotherRunAsWritten) {
  StandardIo task;
  Group a = MakeGroup("a", {0});
  a.requires_groups = {"b"};
  Group b = MakeGroup("b", {0});
  b.requires_groups = {"a"};
  task.root.groups = {a, b};
  EXPECT_EQ(Grade(task, {Says(kAC), Says(kAC)}).verdict, kAC);
}

TEST(Tally, VerdictRules) {
  using Rule = Group::VerdictRule;
  for (const auto& [rule, verdict] :
       std::vector<std::pair<Rule, Verdict>>{{Rule::kFirst, kWA},
                                             {Rule::kWorst, kTLE},
                                             {Rule::kAlwaysAccept, kAC},
                                             {Rule::kAcceptAny, kAC}}) {
    StandardIo task;
    task.root = MakeGroup("", {0, 0, 0});
    task.root.verdict_rule = rule;
    EXPECT_EQ(Grade(task, {Says(kWA), Says(kTLE), Says(kAC)}).verdict, verdict);
  }
}

TEST(Tally, WhatDoesNotCountDecidesNothing) {
  StandardIo task;
  Group pretests = MakeGroup("pretests", {0});
  pretests.counts = false;
  task.root.on_reject = OnReject::kBreak;
  task.root.groups = {pretests, MakeGroup("tests", {3})};
  const PartReport part = Grade(task, {Says(kWA), Says(kAC)}, true);
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kWA, kAC));
  EXPECT_EQ(part.verdict, kAC);
  EXPECT_EQ(part.score, 3);
  EXPECT_EQ(part.groups[1].verdict, kWA);
}

TEST(Tally, AJudgeErrorEndsItAllAndGivesNothing) {
  StandardIo task;
  task.scoring = true;
  task.root = MakeGroup("", {1, 1, 1});
  Judgement error = Says(Verdict::kJudgeError);
  error.report.message = "the checker failed";
  const PartReport part = Grade(task, {Says(kAC), error, Says(kAC)});
  EXPECT_THAT(VerdictsOf(part), ElementsAre(kAC, Verdict::kJudgeError, kSKIP));
  EXPECT_EQ(part.verdict, Verdict::kJudgeError);
  EXPECT_EQ(part.score, 0);
  EXPECT_EQ(part.message, "/2: the checker failed");
}

TEST(Tally, AcceptAndRejectScoresOfKattis) {
  StandardIo task;
  task.scoring = true;
  task.root = MakeGroup("", {0, 0});
  task.root.accept_score = 20;
  task.root.reject_score = -1;
  EXPECT_EQ(Grade(task, {Says(kAC), Says(kWA)}).score, 19);
  // A validator's own score is not bounded by it.
  Judgement own = Says(kAC);
  own.score.points = 55;
  EXPECT_EQ(Grade(task, {own, Says(kAC)}).score, 75);
}

TEST(Tally, HintsByCauseAndAttemptFromTheInnermost) {
  StandardIo task;
  task.root = MakeGroup("", {0});
  task.root.tests[0].hints = {{kWA, "read again", 0}, {kTLE, "too slow", 0}};
  task.root.hints = {{kAC, "ask us", 1}, {kWA, "later", 2}};
  const PartReport part = Grade(task, {Says(kWA)});
  EXPECT_THAT(part.tests[0].hints, ElementsAre("read again", "ask us"));
  EXPECT_TRUE(Grade(task, {Says(kAC)}).tests[0].hints.empty());
}

TEST(Tally, InnerVisibilityIsNeverWiderThanOuter) {
  StandardIo task;
  Group inner = MakeGroup("inner", {0});
  Group outer = MakeGroup("outer", {0});
  outer.visibility = Visibility::kHidden;
  inner.visibility = Visibility::kAfterDue;
  outer.groups = {inner};
  task.root.groups = {outer};
  const PartReport part = Grade(task, {Says(kAC), Says(kAC)});
  EXPECT_EQ(part.tests[1].visibility, Visibility::kHidden);
}

}  // namespace
}  // namespace assay::grader
