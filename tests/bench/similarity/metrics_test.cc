#include "tests/bench/similarity/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::bench::similarity {
namespace {

using testing::ElementsAre;

Row Copied(double score, std::string task = "t", std::string level = "L1") {
  return {score, true, std::move(task), std::move(level)};
}
Row Independent(double score, std::string task = "t") {
  return {score, false, std::move(task), "independent"};
}

TEST(Auc, CountsPairsInTheRightOrderAndTiesAsAHalf) {
  EXPECT_DOUBLE_EQ(Auc({Copied(.9), Copied(.8), Independent(.1)}), 1.0);
  EXPECT_DOUBLE_EQ(Auc({Copied(.1), Independent(.9)}), 0.0);
  EXPECT_DOUBLE_EQ(Auc({Copied(.5), Independent(.5)}), 0.5);
  // Of four pairs: .9 beats both, .5 ties with one and loses against none.
  EXPECT_DOUBLE_EQ(Auc({Copied(.9), Copied(.5), Independent(.5), Independent(.1)}), 3.5 / 4);
}

TEST(Auc, IsHalfWhereOneKindIsMissing) {
  EXPECT_DOUBLE_EQ(Auc({}), 0.5);
  EXPECT_DOUBLE_EQ(Auc({Copied(.9)}), 0.5);
  EXPECT_DOUBLE_EQ(Auc({Independent(.9)}), 0.5);
}

TEST(AveragePrecision, IsTheMeanOverTheCopiedRows) {
  EXPECT_DOUBLE_EQ(AveragePrecision({Copied(.9), Independent(.5), Copied(.1)}),
                   (1.0 + 2.0 / 3) / 2);
  EXPECT_DOUBLE_EQ(AveragePrecision({Independent(.9)}), 0.0);
}

TEST(AveragePrecision, DoesNotDependOnTheOrderOfTies) {
  EXPECT_DOUBLE_EQ(AveragePrecision({Copied(.5), Independent(.5), Independent(.5)}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(AveragePrecision({Independent(.5), Independent(.5), Copied(.5)}), 1.0 / 3);
}

TEST(CalibrationError, IsZeroWhereWhatIsSaidIsTrue) {
  std::vector<Row> rows;
  for (int i = 0; i < 100; ++i) rows.push_back(i < 80 ? Copied(.8) : Independent(.8));
  EXPECT_NEAR(CalibrationError(rows), 0.0, 1e-9);
}

TEST(CalibrationError, WeighsBinsByTheirRowsAndTakesTheEnds) {
  // Three rows say 1 and are wrong, one says 0 and is right.
  EXPECT_DOUBLE_EQ(
      CalibrationError({Independent(1), Independent(1), Independent(1.5), Independent(-1)}), 0.75);
  EXPECT_DOUBLE_EQ(CalibrationError({}), 0.0);
}

TEST(Measure, DrawsTasksAndNotRows) {
  // In one task everything is right, in the other everything is wrong: the interval must show it.
  std::vector<Row> rows;
  for (int i = 0; i < 50; ++i) {
    rows.push_back(Copied(.9, "good"));
    rows.push_back(Independent(.8, "good"));
    rows.push_back(Copied(.1, "bad"));
    rows.push_back(Independent(.2, "bad"));
  }
  const Quality quality = Measure(rows);
  EXPECT_EQ(quality.tasks, 2U);
  EXPECT_EQ(quality.copied, 100U);
  EXPECT_EQ(quality.independent, 100U);
  EXPECT_DOUBLE_EQ(quality.auc, 0.5);
  EXPECT_DOUBLE_EQ(quality.auc_interval.low, 0.0);
  EXPECT_DOUBLE_EQ(quality.auc_interval.high, 1.0);
}

TEST(Measure, IsTheSameForTheSameSeedAndAPointForOneTask) {
  const std::vector<Row> rows{Copied(.9, "a"),      Independent(.2, "a"), Copied(.3, "b"),
                              Independent(.4, "b"), Copied(.6, "c"),      Independent(.6, "c")};
  EXPECT_DOUBLE_EQ(Measure(rows, 50, 7).auc_interval.low, Measure(rows, 50, 7).auc_interval.low);
  const Quality one = Measure({Copied(.9), Independent(.95), Copied(.97)});
  EXPECT_DOUBLE_EQ(one.auc_interval.low, one.auc);
  EXPECT_DOUBLE_EQ(one.average_precision_interval.high, one.average_precision);
}

TEST(OfLevels, TakesTheIndependentRowsOfTheTasksThatHaveTheLevel) {
  const std::vector<Row> rows{Copied(.9, "a", "L4"), Independent(.1, "a"), Copied(.8, "b", "L1"),
                              Independent(.2, "b")};
  const std::vector<Row> level = OfLevels(rows, {"L4", "L5"});
  ASSERT_EQ(level.size(), 2U);
  EXPECT_EQ(level[0].level, "L4");
  EXPECT_EQ(level[1].task, "a");
  EXPECT_THAT(Levels(rows), ElementsAre("L1", "L4"));
}

}  // namespace
}  // namespace assay::bench::similarity
