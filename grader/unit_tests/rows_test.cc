#include "grader/unit_tests/rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grader/unit_tests/suite.h"

namespace assay::grader {
namespace {

using Outcome = ResultRow::Outcome;
using ::testing::HasSubstr;

ResultRow Row(std::string name, Outcome outcome, std::string message = "") {
  ResultRow row;
  row.name = std::move(name);
  row.outcome = outcome;
  row.message = std::move(message);
  return row;
}

class Rows : public ::testing::Test {
 protected:
  PartReport Score(std::vector<ResultRow> rows, bool believed = true) {
    PartReport out;
    out.verdict = Verdict::kAccepted;
    SuiteResults results;
    results.rows = std::move(rows);
    ScoreRows({.language = "python",
               .expected = &expected_,
               .skipped = &skipped_,
               .part = &part_,
               .unit = &unit_,
               .attempt = 2,
               .believed = believed},
              results, out);
    return out;
  }
  std::set<std::string> expected_, skipped_;
  Part part_;
  UnitTests unit_;
};

TEST_F(Rows, WithoutPatternsEveryTestCountsTheSame) {
  part_.points = 10;
  const auto out = Score({Row("a", Outcome::kPass), Row("b", Outcome::kFail, "\n  1 != 2\nmore")});
  EXPECT_DOUBLE_EQ(out.score, 5);
  EXPECT_DOUBLE_EQ(out.max_score, 10);
  EXPECT_EQ(out.verdict, Verdict::kWrongAnswer);
  EXPECT_EQ(out.message, "b: 1 != 2");
  EXPECT_DOUBLE_EQ(out.tests[0].max_score, 5);
}

TEST_F(Rows, PatternsShareTheirPoints) {
  unit_.rows = {{.pattern = "test_add*", .points = 4, .hints = {}},
                {.pattern = "*", .points = 2, .hints = {{Verdict::kAccepted, "look again", 0}}},
                {.pattern = "test_gone", .points = 1, .hints = {}}};
  const auto out = Score({Row("test_add[1]", Outcome::kPass), Row("test_add[2]", Outcome::kFail),
                          Row("test_sub", Outcome::kPass), Row("test_mul", Outcome::kFail)});
  EXPECT_DOUBLE_EQ(out.score, 3);
  EXPECT_DOUBLE_EQ(out.max_score, 7);
  ASSERT_EQ(out.tests.size(), 5U);
  EXPECT_EQ(out.tests[3].hints, std::vector<std::string>{"look again"});
  EXPECT_EQ(out.tests[4].message, "no test of this name was reported");
}

TEST_F(Rows, WhatTheSuiteHasAndNobodyReportedFailed) {
  expected_ = {"test_a", "test_b"};
  const auto out = Score({Row("test_a", Outcome::kPass)});
  EXPECT_DOUBLE_EQ(out.score, 0.5);
  EXPECT_EQ(out.verdict, Verdict::kRuntimeError);
  EXPECT_THAT(out.message, HasSubstr("the run did not report it"));
}

TEST_F(Rows, WhatTheSuiteDoesNotHaveGivesNothing) {
  expected_ = {"test_a"};
  std::vector<ResultRow> rows{Row("test_a", Outcome::kFail)};
  for (int i = 0; i < 99; ++i) rows.push_back(Row("test_fake" + std::to_string(i), Outcome::kPass));
  const auto out = Score(std::move(rows));
  EXPECT_DOUBLE_EQ(out.score, 0);
  EXPECT_DOUBLE_EQ(out.max_score, 1);
}

TEST_F(Rows, OfSeveralResultsTheWorstCounts) {
  const auto out =
      Score({Row("a", Outcome::kPass), Row("a", Outcome::kFail), Row("a", Outcome::kPass)});
  ASSERT_EQ(out.tests.size(), 1U);
  EXPECT_EQ(out.tests[0].verdict, Verdict::kWrongAnswer);
}

TEST_F(Rows, SkippedIsNotPassed) {
  const auto out = Score({Row("a", Outcome::kPass), Row("b", Outcome::kSkip)});
  EXPECT_DOUBLE_EQ(out.score, 0.5);
  EXPECT_EQ(out.verdict, Verdict::kWrongAnswer);
  EXPECT_EQ(out.tests[1].verdict, Verdict::kSkipped);
  unit_.rows = {{.pattern = "a", .points = 1, .hints = {}}};
  EXPECT_EQ(Score({Row("a", Outcome::kPass), Row("b", Outcome::kSkip)}).verdict,
            Verdict::kAccepted);
}

TEST_F(Rows, WhatTheSuiteItselfSkipsDoesNotCount) {
  skipped_ = {"b"};
  const auto out = Score({Row("a", Outcome::kPass), Row("b", Outcome::kSkip)});
  EXPECT_DOUBLE_EQ(out.score, 1);
  EXPECT_EQ(out.verdict, Verdict::kAccepted);
  // One that ran all the same counts like others.
  EXPECT_DOUBLE_EQ(Score({Row("a", Outcome::kPass), Row("b", Outcome::kFail)}).score, 0.5);
}

TEST_F(Rows, ARunThatIsNotBelievedGivesNothing) {
  const auto out = Score({Row("a", Outcome::kPass)}, false);
  EXPECT_DOUBLE_EQ(out.score, 0);
  ASSERT_EQ(out.tests.size(), 1U);
}

TEST_F(Rows, ScoringRules) {
  const std::vector<ResultRow> rows{Row("a", Outcome::kPass), Row("b", Outcome::kFail)};
  unit_.rows = {{.pattern = "a", .points = 3, .hints = {}},
                {.pattern = "b", .points = 1, .hints = {}}};
  part_.points = 8;
  const auto score = [&](Scoring scoring) {
    unit_.scoring = scoring;
    return Score(rows).score;
  };
  EXPECT_DOUBLE_EQ(score(Scoring::kSum), 6);
  EXPECT_DOUBLE_EQ(score(Scoring::kWeighted), 6);
  EXPECT_DOUBLE_EQ(score(Scoring::kMin), 0);
  EXPECT_DOUBLE_EQ(score(Scoring::kMax), 8);
  EXPECT_DOUBLE_EQ(score(Scoring::kAverage), 4);
  EXPECT_DOUBLE_EQ(score(Scoring::kAllOrNothing), 0);
}

TEST(RenameResult, WhereverTheCommandSaysIt) {
  std::vector<std::string> run{"/usr/bin/python3", "--junit-xml=results.xml",
                               "junit::out=results.xml,x", "my-results.xml"};
  std::string result = "results.xml";
  RenameResult("N", run, result);
  EXPECT_EQ(result, "N.xml");
  EXPECT_EQ(run, (std::vector<std::string>{"/usr/bin/python3", "--junit-xml=N.xml",
                                           "junit::out=N.xml,x", "my-results.xml"}));
  run = {"--reports-dir", "reports"};
  result = "reports/TEST-junit-jupiter.xml";
  RenameResult("N", run, result);
  EXPECT_EQ(result, "N/TEST-junit-jupiter.xml");
  EXPECT_EQ(run[1], "N");
  run = {"./fixed"};
  result = "results.xml";
  RenameResult("N", run, result);
  EXPECT_EQ(result, "results.xml");
}

}  // namespace
}  // namespace assay::grader
