#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/status.h"

// From the points of a student to the total of a course. Pure; fast enough for thousands of
// students by hundreds of columns.
namespace assay::courses {

struct Category {
  std::string name;
  double weight = 0;  // of the total; weights of categories that have nothing yet are shared out
                      // among the others
  int drop_lowest =
      0;  // so many of the student's columns do not count, chosen to the student's advantage
};

enum class CurveKind : int {
  kNone = 0,
  kAdd = 1,       // `value` points for everybody who has points
  kMultiply = 2,  // by `value`
  kTop = 3,       // so that the best of the class has all points
  kRoot = 4,      // 10 times the square root of the percentage
};
struct Curve {
  CurveKind kind = CurveKind::kNone;
  double value = 0;
};

struct Column {
  int64_t assignment = 0;
  int category = -1;          // index; -1: counts nowhere
  double points = 0;          // of a full answer
  bool extra_credit = false;  // adds to what is earned and not to what could be
  Curve curve;
  double top = 0;  // best points of the class, for kTop
};

enum class CellState : uint8_t { kEmpty = 0, kCounted = 1, kExcused = 2 };
struct Cell {
  CellState state = CellState::kEmpty;
  double points = 0;
};

struct Letter {
  std::string name;
  double from = 0;  // percent
};

struct Scheme {
  std::vector<Category> categories;
  std::vector<Letter> letters;  // any order
  bool by_points = false;       // no categories' weights: all points together
};

struct CategoryTotal {
  std::optional<double> percent;  // none: nothing counts yet
  double weight = 0;              // share of the total that it has, 0 to 100
};
struct Total {
  std::optional<double> percent;  // two places
  std::string letter;
  std::vector<CategoryTotal> categories;
  std::vector<bool> dropped;  // by column
};

// kInvalidArgument names the field: "categories.2.weight: …".
Status CheckScheme(const Scheme& scheme);

double Curved(const Column& column, double points);
// `cells` in the order of `columns`. Does not look at categories that are not there.
Total TotalOf(const Scheme& scheme, const std::vector<Column>& columns,
              const std::vector<Cell>& cells);

// What the student would have with the cells of `what_if` (column, points) instead of what stands
// there.
Total WhatIf(const Scheme& scheme, const std::vector<Column>& columns, std::vector<Cell> cells,
             const std::vector<std::pair<size_t, double>>& what_if);

// Quartiles, mean and deviation of points; for the dashboard and for outliers.
struct Spread {
  int count = 0;
  double mean = 0, deviation = 0, least = 0, lower = 0, median = 0, upper = 0, most = 0;
};
Spread SpreadOf(std::vector<double> values);

}  // namespace assay::courses
