#include "grader/verify/labels.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TestReport MakeTest(const std::string& name, Verdict verdict, const std::string& feedback = "") {
  TestReport test;
  test.name = name;
  test.verdict = verdict;
  test.judge_feedback = feedback;
  return test;
}

Report MakeReport(Verdict verdict, std::vector<TestReport> tests, double score = 0) {
  Report report;
  report.verdict = verdict;
  report.score = score;
  PartReport part;
  part.tests = std::move(tests);
  part.groups.push_back({"secret/large", "", 1, verdict, score, 50, Visibility::kAlways});
  report.parts.push_back(std::move(part));
  return report;
}

constexpr Verdict kAc = Verdict::kAccepted;
constexpr Verdict kWa = Verdict::kWrongAnswer;
constexpr Verdict kTle = Verdict::kTimeLimit;

TEST(Labels, WithoutExpectationsEverythingAgreesButAJudgeError) {
  EXPECT_TRUE(CheckLabel({}, MakeReport(kWa, {MakeTest("a", kWa)})).agrees());
  Report report = MakeReport(Verdict::kJudgeError, {});
  report.message = "no image";
  EXPECT_THAT(CheckLabel({}, report).why, ElementsAre(HasSubstr("no image")));
}

TEST(Labels, EveryTestMustBePermitted) {
  LabelledSubmission label;
  label.permitted = {kAc, kTle};
  EXPECT_THAT(CheckLabel(label, MakeReport(kTle, {MakeTest("a", kAc), MakeTest("b", kTle)})).why,
              IsEmpty());
  EXPECT_THAT(CheckLabel(label, MakeReport(kTle, {MakeTest("a", kWa), MakeTest("b", kTle)})).why,
              ElementsAre(HasSubstr("a: WA, not one of")));
  EXPECT_FALSE(CheckLabel(label, MakeReport(kWa, {MakeTest("a", kAc)})).agrees());
}

TEST(Labels, SkippedTestsSayNothing) {
  LabelledSubmission label;
  label.permitted = {kWa};
  label.required = {{kWa}};
  const Report report = MakeReport(kWa, {MakeTest("a", kWa), MakeTest("b", Verdict::kSkipped)});
  EXPECT_THAT(CheckLabel(label, report).why, IsEmpty());
}

TEST(Labels, EachRequiredSetMustBeHit) {
  LabelledSubmission label;
  label.required = {{kWa}, {kTle, Verdict::kRuntimeError}};
  EXPECT_THAT(CheckLabel(label, MakeReport(kWa, {MakeTest("a", kWa)})).why,
              ElementsAre(HasSubstr("no test ended with TLE|RTE")));
  EXPECT_TRUE(
      CheckLabel(label, MakeReport(kWa, {MakeTest("a", kWa), MakeTest("b", kTle)})).agrees());
}

TEST(Labels, ARequiredCompileErrorHasNoTestThatCouldSayIt) {
  LabelledSubmission label;
  label.required = {{Verdict::kCompileError}};
  EXPECT_TRUE(CheckLabel(label, MakeReport(Verdict::kCompileError, {})).agrees());
  EXPECT_FALSE(CheckLabel(label, MakeReport(kWa, {})).agrees());
}

TEST(Labels, ScoresWithinTheBounds) {
  LabelledSubmission label;
  label.min_score = 30;
  label.max_score = 40;
  EXPECT_TRUE(CheckLabel(label, MakeReport(kAc, {}, 30)).agrees());
  EXPECT_TRUE(CheckLabel(label, MakeReport(kAc, {}, 40 + 1e-9)).agrees());
  EXPECT_THAT(CheckLabel(label, MakeReport(kAc, {}, 41)).why,
              ElementsAre(HasSubstr("score 41, expected at most 40")));
}

TEST(Labels, ExpectationsOnSomeTests) {
  LabelledSubmission label;
  TestExpectation large;
  large.tests = "secret/large";
  large.permitted = {kTle};
  large.max_score = 0;
  label.on_tests = {large};
  EXPECT_TRUE(CheckLabel(label, MakeReport(kTle, {MakeTest("sample/1", kAc),
                                                  MakeTest("secret/large/1", kTle)}))
                  .agrees());
  EXPECT_THAT(CheckLabel(label, MakeReport(kWa, {MakeTest("secret/large/1", kWa)}, 5)).why,
              ElementsAre(HasSubstr("secret/large/1: WA"),
                          HasSubstr("secret/large: score 5, expected at most 0")));
}

TEST(Labels, TheCheckersWords) {
  LabelledSubmission label;
  label.message = "too many";
  EXPECT_TRUE(
      CheckLabel(label, MakeReport(kWa, {MakeTest("a", kWa, "far too many lines")})).agrees());
  EXPECT_FALSE(CheckLabel(label, MakeReport(kWa, {MakeTest("a", kWa, "too few")})).agrees());
}

TEST(Labels, ExpectedVerdictsForTheTable) {
  LabelledSubmission label;
  EXPECT_EQ(ExpectedVerdicts(label), "");
  label.permitted = {kAc, kTle};
  EXPECT_EQ(ExpectedVerdicts(label), "AC|TLE");
  label.required = {{kTle}};
  EXPECT_EQ(ExpectedVerdicts(label), "TLE");
  label.result = {kWa};
  EXPECT_EQ(ExpectedVerdicts(label), "WA");
}

}  // namespace
}  // namespace assay::grader
