#include "lms/courses/policy/gradebook.h"

#include <gmock/gmock.h>

#include <random>

namespace assay::courses {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Column Of(int category, double points) {
  Column column;
  column.category = category;
  column.points = points;
  return column;
}
Cell Points(double points) { return {CellState::kCounted, points}; }

Scheme TwoCategories() {
  Scheme scheme;
  scheme.categories = {{"homework", 40, 0}, {"exam", 60, 0}};
  scheme.letters = {{"B", 80}, {"A", 90}, {"F", 0}};
  return scheme;
}

TEST(GradebookTest, WeightsAndLetters) {
  const Scheme scheme = TwoCategories();
  const std::vector<Column> columns = {Of(0, 10), Of(0, 30), Of(1, 50), Of(-1, 5)};
  const Total total = TotalOf(scheme, columns, {Points(10), Points(20), Points(45), Points(0)});
  EXPECT_EQ(total.categories[0].percent, 75);
  EXPECT_EQ(total.percent, 84);
  EXPECT_EQ(total.letter, "B");
  EXPECT_EQ(total.categories[1].weight, 60);
}

TEST(GradebookTest, WhatIsNotThereYetDoesNotCount) {
  const Scheme scheme = TwoCategories();
  const std::vector<Column> columns = {Of(0, 10), Of(1, 50)};
  const Total total = TotalOf(scheme, columns, {Points(9), Cell{}});
  EXPECT_EQ(total.percent, 90);
  EXPECT_EQ(total.letter, "A");
  EXPECT_EQ(total.categories[0].weight, 100);
  EXPECT_FALSE(total.categories[1].percent.has_value());
  EXPECT_FALSE(
      TotalOf(scheme, columns, {Cell{}, Cell{CellState::kExcused, 0}}).percent.has_value());
}

TEST(GradebookTest, ExtraCreditAddsOnly) {
  const Scheme scheme = TwoCategories();
  std::vector<Column> columns = {Of(0, 10), Of(0, 10), Of(1, 50)};
  columns[1].extra_credit = true;
  EXPECT_EQ(TotalOf(scheme, columns, {Points(8), Points(1), Points(50)}).categories[0].percent, 90);
  EXPECT_EQ(TotalOf(scheme, columns, {Points(8), Cell{}, Points(50)}).categories[0].percent, 80);
}

TEST(GradebookTest, DroppingIsToTheStudentsAdvantage) {
  // Kane and Kane's example: 80/100, 20/100, 1/20: dropping the lowest percentage (1/20) gives 50
  // %, dropping 20/100 gives 67.5 %.
  Scheme scheme;
  scheme.categories = {{"quizzes", 1, 1}};
  const Total total =
      TotalOf(scheme, {Of(0, 100), Of(0, 100), Of(0, 20)}, {Points(80), Points(20), Points(1)});
  EXPECT_EQ(total.percent, 67.5);
  EXPECT_THAT(total.dropped, ElementsAre(false, true, false));
}

TEST(GradebookTest, DroppingIsAsGoodAsTryingAll) {
  std::mt19937 random(5);
  for (int round = 0; round < 300; ++round) {
    const size_t n = 2 + random() % 7;
    const int drop = static_cast<int>(random() % n);
    Scheme scheme;
    scheme.categories = {{"c", 1, drop}};
    std::vector<Column> columns;
    std::vector<Cell> cells;
    for (size_t i = 0; i < n; ++i) {
      columns.push_back(Of(0, static_cast<double>(1 + random() % 50)));
      cells.push_back(Points(columns.back().points * static_cast<double>(random() % 101) / 100));
    }
    double best = 0;
    for (unsigned mask = 0; mask < (1U << n); ++mask) {
      if (__builtin_popcount(mask) != static_cast<int>(n) - drop) continue;
      double earned = 0;
      double possible = 0;
      for (size_t i = 0; i < n; ++i) {
        if ((mask >> i & 1U) == 0) continue;
        earned += cells[i].points;
        possible += columns[i].points;
      }
      best = std::max(best, 100 * earned / possible);
    }
    ASSERT_THAT(*TotalOf(scheme, columns, cells).percent, DoubleNear(best, 0.0051)) << round;
  }
}

TEST(GradebookTest, TheLastOneIsNeverDropped) {
  Scheme scheme;
  scheme.categories = {{"c", 1, 5}};
  EXPECT_EQ(TotalOf(scheme, {Of(0, 10), Of(0, 10)}, {Points(2), Points(8)}).percent, 80);
  EXPECT_EQ(TotalOf(scheme, {Of(0, 10)}, {Points(2)}).percent, 20);
}

TEST(GradebookTest, ByPoints) {
  Scheme scheme = TwoCategories();
  scheme.by_points = true;
  const std::vector<Column> columns = {Of(0, 10), Of(1, 90)};
  EXPECT_EQ(TotalOf(scheme, columns, {Points(10), Points(0)}).percent, 10);
}

TEST(GradebookTest, Curves) {
  Column column = Of(0, 50);
  column.curve = {CurveKind::kAdd, 5};
  EXPECT_EQ(Curved(column, 40), 45);
  column.curve = {CurveKind::kMultiply, 1.1};
  EXPECT_DOUBLE_EQ(Curved(column, 40), 44);
  column.curve = {CurveKind::kTop, 0};
  column.top = 40;
  EXPECT_EQ(Curved(column, 40), 50);
  column.top = 0;
  EXPECT_EQ(Curved(column, 40), 40);
  column.curve = {CurveKind::kRoot, 0};
  EXPECT_DOUBLE_EQ(Curved(column, 32), 40);
  EXPECT_EQ(Curved(column, 0), 0);
}

TEST(GradebookTest, WhatIfChangesNothingElse) {
  const Scheme scheme = TwoCategories();
  const std::vector<Column> columns = {Of(0, 10), Of(1, 50)};
  const Total total = WhatIf(scheme, columns, {Points(5), Cell{}}, {{1, 50}, {99, 1}});
  EXPECT_EQ(total.percent, 80);
  EXPECT_EQ(total.categories[0].percent, 50);
}

TEST(GradebookTest, SchemesThatAreWrong) {
  Scheme scheme = TwoCategories();
  EXPECT_TRUE(CheckScheme(scheme).ok());
  scheme.categories[1].name = "homework";
  EXPECT_THAT(CheckScheme(scheme).message(), HasSubstr("categories.1.name"));
  scheme = TwoCategories();
  scheme.categories[0].weight = -1;
  EXPECT_THAT(CheckScheme(scheme).message(), HasSubstr("categories.0.weight"));
  scheme = TwoCategories();
  scheme.letters[2].from = -1;
  EXPECT_THAT(CheckScheme(scheme).message(), HasSubstr("letters.2.from"));
}

TEST(GradebookTest, Spreads) {
  const Spread spread = SpreadOf({4, 1, 3, 2});
  EXPECT_EQ(spread.median, 2.5);
  EXPECT_EQ(spread.mean, 2.5);
  EXPECT_EQ(spread.lower, 1.75);
  EXPECT_EQ(spread.most, 4);
  EXPECT_EQ(SpreadOf({}).count, 0);
}

}  // namespace
}  // namespace assay::courses
