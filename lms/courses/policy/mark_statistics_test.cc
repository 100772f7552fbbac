#include "lms/courses/policy/mark_statistics.h"

#include <gtest/gtest.h>

namespace assay::courses::marks {
namespace {

TEST(MarkStatisticsTest, MediansAndSpreads) {
  EXPECT_EQ(Median({}), 0);
  EXPECT_EQ(Median({3}), 3);
  EXPECT_EQ(Median({5, 1, 3}), 3);
  EXPECT_EQ(Median({4, 1, 3, 2}), 2.5);
  EXPECT_NEAR(Spread({1, 2, 3, 4, 100}), 1.4826, 1e-9) << "one odd value does not decide";
  EXPECT_NEAR(Spread({1, 1, 1, 1, 2}), 1.2533 / 5, 1e-9) << "more than half are the same";
  EXPECT_EQ(Spread({}), 0);
}

// Marks around `middle`, some tenths to both sides.
void Add(std::vector<Given>& given, const std::string& grader, int count, double middle,
         double width = 0.1) {
  for (int i = 0; i < count; ++i)
    given.push_back({grader, middle + width * (static_cast<double>(i % 5) - 2) / 2});
}

const Comparison& Of(const std::vector<Comparison>& all, const std::string& grader) {
  for (const Comparison& one : all)
    if (one.grader == grader) return one;
  static const Comparison none;
  ADD_FAILURE() << "there is no " << grader;
  return none;
}

TEST(MarkStatisticsTest, SevereAndLenientGraders) {
  std::vector<Given> given;
  Add(given, "anna", 20, 0.7);
  Add(given, "gil", 20, 0.7);
  Add(given, "hard", 20, 0.5);
  Add(given, "soft", 20, 0.9);
  const auto all = CompareGraders(given);
  EXPECT_EQ(Of(all, "anna").severity, Severity::kUsual);
  EXPECT_EQ(Of(all, "hard").severity, Severity::kSevere);
  EXPECT_LT(*Of(all, "hard").z, -3);
  EXPECT_EQ(Of(all, "soft").severity, Severity::kLenient);
  EXPECT_NEAR(Of(all, "hard").median, 0.5, 1e-9);
  EXPECT_NEAR(Of(all, "hard").others_median, 0.75, 0.051);
}

TEST(MarkStatisticsTest, OneOddMarkMakesNobodySevere) {
  std::vector<Given> given;
  Add(given, "anna", 15, 0.7);
  Add(given, "gil", 14, 0.7);
  given.push_back({"gil", 0});
  EXPECT_EQ(Of(CompareGraders(given), "gil").severity, Severity::kUsual);
}

TEST(MarkStatisticsTest, ADifferenceThatDoesNotMatterIsNone) {
  std::vector<Given> given;
  Add(given, "anna", 400, 0.70, 0.02);
  Add(given, "gil", 400, 0.73, 0.02);
  const Comparison gil = Of(CompareGraders(given), "gil");
  EXPECT_GT(*gil.z, 3);
  EXPECT_EQ(gil.severity, Severity::kUsual) << "three hundredths, however certain";
}

TEST(MarkStatisticsTest, FewMarksSayNothing) {
  std::vector<Given> given;
  Add(given, "anna", 20, 0.7);
  Add(given, "gil", 4, 0.1);
  auto all = CompareGraders(given);
  EXPECT_EQ(Of(all, "gil").severity, Severity::kTooFew);
  EXPECT_FALSE(Of(all, "gil").z.has_value());
  EXPECT_EQ(Of(all, "anna").severity, Severity::kTooFew) << "four others are too few as well";
  Add(given, "gil", 5, 0.1);
  all = CompareGraders(given);
  EXPECT_EQ(Of(all, "gil").severity, Severity::kSevere);
  EXPECT_EQ(Of(all, "gil").width, Width::kTooFew) << "nine tell of the median, not of the spread";
  given.clear();
  Add(given, "alone", 50, 0.7);
  EXPECT_EQ(Of(CompareGraders(given), "alone").severity, Severity::kTooFew);
}

TEST(MarkStatisticsTest, WideAndNarrowGraders) {
  std::vector<Given> given;
  Add(given, "anna", 20, 0.6, 0.2);
  Add(given, "gil", 20, 0.6, 0.2);
  Add(given, "wide", 20, 0.5, 0.8);
  Add(given, "same", 20, 0.6, 0);
  const auto all = CompareGraders(given);
  EXPECT_EQ(Of(all, "anna").width, Width::kUsual);
  EXPECT_EQ(Of(all, "wide").width, Width::kWide);
  EXPECT_EQ(Of(all, "same").width, Width::kNarrow);
}

std::vector<Tested> Line(int count) {
  std::vector<Tested> tested;
  for (int i = 0; i < count; ++i) {
    const double tests = static_cast<double>(i % 11) / 10;
    tested.push_back({std::to_string(i), tests, 0.2 + 0.6 * tests + (i % 3 - 1) * 0.03});
  }
  return tested;
}

TEST(MarkStatisticsTest, MarksThatTheTestsDoNotPredict) {
  std::vector<Tested> tested = Line(30);
  tested[10].mark = 0.1;  // all tests, hardly a mark
  tested[11].mark = 0.9;  // no test, nearly all of it
  const Outliers all = FindOutliers(tested);
  EXPECT_EQ(all.found, Found::kFound);
  ASSERT_EQ(all.outliers.size(), 2U);
  EXPECT_EQ(all.outliers[0].place, 10U);
  EXPECT_NEAR(all.outliers[0].predicted, 0.8, 0.05);
  EXPECT_LT(all.outliers[0].z, -3.5);
  EXPECT_EQ(all.outliers[1].place, 11U);
  EXPECT_GT(all.outliers[1].z, 3.5);
  EXPECT_TRUE(FindOutliers(Line(30)).outliers.empty());
}

TEST(MarkStatisticsTest, ALargeCourseIsJudgedAsASmallOne) {
  std::vector<Tested> tested = Line(3000);
  tested[1000].mark = 0;
  tested[1000].tests = 1;
  const Outliers all = FindOutliers(tested);
  ASSERT_EQ(all.outliers.size(), 1U);
  EXPECT_EQ(all.outliers[0].place, 1000U);
  EXPECT_NEAR(all.outliers[0].predicted, 0.8, 0.05);
}

TEST(MarkStatisticsTest, WhereTestsPredictNothing) {
  EXPECT_EQ(FindOutliers(Line(9)).found, Found::kTooFew);
  std::vector<Tested> tested = Line(20);
  for (size_t i = 0; i < tested.size(); ++i) tested[i].tests = i % 2 == 0 ? 0 : 1;
  EXPECT_EQ(FindOutliers(tested).found, Found::kNoSpread);
  // All marks the same: nothing sticks out, and nothing is divided by nothing.
  tested = Line(20);
  for (Tested& one : tested) one.mark = 0.5;
  EXPECT_TRUE(FindOutliers(tested).outliers.empty());
}

TEST(MarkStatisticsTest, ATolerance) {
  EXPECT_FALSE(Differ(3, 4, 1));
  EXPECT_FALSE(Differ(0.1 + 0.2, 0.3, 0));
  EXPECT_TRUE(Differ(3, 4.5, 1));
  EXPECT_TRUE(Differ(4.5, 3, 1));
}

}  // namespace
}  // namespace assay::courses::marks
