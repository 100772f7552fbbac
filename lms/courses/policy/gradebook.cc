#include "lms/courses/policy/gradebook.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

namespace assay::courses {
namespace {

constexpr double kSmall = 1e-9;

struct Item {
  size_t column;
  double earned, possible;
};

double Ratio(const std::vector<Item>& items, size_t count) {
  double earned = 0;
  double possible = 0;
  for (size_t i = 0; i < count; ++i) {
    earned += items[i].earned;
    possible += items[i].possible;
  }
  return possible > kSmall ? earned / possible : 0;
}

// The n - k items with the best earned/possible together. Not those with the worst percentages:
// dropping 30 of 50 can be better than dropping 1 of 4. Kane and Kane, "Dropping Lowest Grades",
// Mathematics Magazine 79 (2006): the best ratio q is where the sum of the largest n - k of (earned
// - q possible) is 0; found by Newton's steps, which never go down.
void DropLowest(std::vector<Item>& items, int drop) {
  const size_t keep = items.size() - std::min(items.size() - 1, static_cast<size_t>(drop));
  // Dropping never makes it worse than all of them together.
  double q = Ratio(items, items.size()) - 2 * kSmall;
  for (int step = 0; step < 64; ++step) {
    std::nth_element(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(keep), items.end(),
                     [q](const Item& a, const Item& b) {
                       const double left = a.earned - q * a.possible;
                       const double right = b.earned - q * b.possible;
                       return left > right || (left == right && a.column < b.column);
                     });
    const double next = Ratio(items, keep);
    if (next <= q + kSmall) break;
    q = next;
  }
  items.resize(keep);
}

double Rounded(double percent) { return std::round(percent * 100) / 100; }

std::string LetterOf(const std::vector<Letter>& letters, double percent) {
  const Letter* best = nullptr;
  for (const Letter& letter : letters)
    if (percent + kSmall >= letter.from && (best == nullptr || letter.from > best->from))
      best = &letter;
  return best == nullptr ? "" : best->name;
}

// Of one category, or of all columns (`category` < 0): none where nothing counts.
std::optional<double> Share(const std::vector<Column>& columns, const std::vector<Cell>& cells,
                            int category, int drop, std::vector<bool>& dropped) {
  std::vector<Item> items;
  double extra = 0;
  for (size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    if (cells[i].state != CellState::kCounted || column.category < 0) continue;
    if (category >= 0 && column.category != category) continue;
    const double points = Curved(column, cells[i].points);
    if (column.extra_credit || column.points <= kSmall) {
      extra += points;
    } else {
      items.push_back({i, points, column.points});
    }
  }
  if (items.empty()) return std::nullopt;
  if (drop > 0 && items.size() > 1) {
    const std::vector<Item> all = items;
    DropLowest(items, drop);
    for (const Item& item : all) dropped[item.column] = true;
    for (const Item& item : items) dropped[item.column] = false;
  }
  double possible = 0;
  for (const Item& item : items) possible += item.possible;
  return 100 * (Ratio(items, items.size()) + extra / possible);
}

}  // namespace

Status CheckScheme(const Scheme& scheme) {
  if (scheme.categories.size() > 50) return InvalidArgument("categories: at most 50");
  std::set<std::string> names;
  for (size_t i = 0; i < scheme.categories.size(); ++i) {
    const Category& one = scheme.categories[i];
    const std::string where = "categories." + std::to_string(i) + ".";
    if (one.name.empty() || one.name.size() > 100)
      return InvalidArgument(where + "name: 1 to 100 bytes");
    if (!names.insert(one.name).second)
      return InvalidArgument(where + "name: there is another \"" + one.name + "\"");
    if (!(one.weight >= 0 && one.weight <= 1000))
      return InvalidArgument(where + "weight: 0 to 1000");
    if (one.drop_lowest < 0 || one.drop_lowest > 100)
      return InvalidArgument(where + "drop_lowest: 0 to 100");
  }
  if (scheme.letters.size() > 30) return InvalidArgument("letters: at most 30");
  names.clear();
  for (size_t i = 0; i < scheme.letters.size(); ++i) {
    const Letter& one = scheme.letters[i];
    const std::string where = "letters." + std::to_string(i) + ".";
    if (one.name.empty() || one.name.size() > 20)
      return InvalidArgument(where + "name: 1 to 20 bytes");
    if (!names.insert(one.name).second)
      return InvalidArgument(where + "name: there is another \"" + one.name + "\"");
    if (!(one.from >= 0 && one.from <= 1000))
      return InvalidArgument(where + "from: 0 to 1000 percent");
  }
  return OkStatus();
}

double Curved(const Column& column, double points) {
  switch (column.curve.kind) {
    case CurveKind::kNone:
      return points;
    case CurveKind::kAdd:
      return points + column.curve.value;
    case CurveKind::kMultiply:
      return points * column.curve.value;
    case CurveKind::kTop:
      return column.top > kSmall ? points * column.points / column.top : points;
    case CurveKind::kRoot: {
      if (column.points <= kSmall || points <= 0) return points;
      return column.points * std::sqrt(points / column.points);
    }
  }
  return points;
}

Total TotalOf(const Scheme& scheme, const std::vector<Column>& columns,
              const std::vector<Cell>& cells) {
  Total total;
  total.dropped.assign(columns.size(), false);
  total.categories.resize(scheme.categories.size());
  double weights = 0;
  double sum = 0;
  for (size_t c = 0; c < scheme.categories.size(); ++c) {
    const Category& category = scheme.categories[c];
    CategoryTotal& of = total.categories[c];
    of.percent = Share(columns, cells, static_cast<int>(c), category.drop_lowest, total.dropped);
    if (!of.percent) continue;
    weights += category.weight;
    sum += category.weight * *of.percent;
    of.percent = Rounded(*of.percent);
  }
  if (scheme.by_points) {
    // What categories drop is dropped here too.
    std::vector<Cell> kept = cells;
    for (size_t i = 0; i < kept.size(); ++i)
      if (total.dropped[i]) kept[i].state = CellState::kExcused;
    std::vector<bool> none(columns.size(), false);
    total.percent = Share(columns, kept, -1, 0, none);
  } else if (weights > kSmall) {
    total.percent = sum / weights;
    for (size_t c = 0; c < scheme.categories.size(); ++c)
      if (total.categories[c].percent)
        total.categories[c].weight = Rounded(100 * scheme.categories[c].weight / weights);
  }
  if (total.percent) {
    total.percent = Rounded(*total.percent);
    total.letter = LetterOf(scheme.letters, *total.percent);
  }
  return total;
}

Total WhatIf(const Scheme& scheme, const std::vector<Column>& columns, std::vector<Cell> cells,
             const std::vector<std::pair<size_t, double>>& what_if) {
  for (const auto& [column, points] : what_if)
    if (column < cells.size()) cells[column] = {CellState::kCounted, points};
  return TotalOf(scheme, columns, cells);
}

Spread SpreadOf(std::vector<double> values) {
  Spread spread;
  spread.count = static_cast<int>(values.size());
  if (values.empty()) return spread;
  std::sort(values.begin(), values.end());
  const double n = static_cast<double>(values.size());
  spread.mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double v : values) squares += (v - spread.mean) * (v - spread.mean);
  spread.deviation = std::sqrt(squares / n);
  const auto at = [&](double share) {
    const double where = share * (n - 1);
    const auto low = static_cast<size_t>(where);
    const size_t high = std::min(low + 1, values.size() - 1);
    return values[low] + (where - static_cast<double>(low)) * (values[high] - values[low]);
  };
  spread.least = values.front();
  spread.lower = at(0.25);
  spread.median = at(0.5);
  spread.upper = at(0.75);
  spread.most = values.back();
  return spread;
}

}  // namespace assay::courses
