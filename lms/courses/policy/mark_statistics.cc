#include "lms/courses/policy/mark_statistics.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace assay::courses::marks {
namespace {

constexpr double kNormal = 1.4826;      // of a median absolute deviation
constexpr double kNormalMean = 1.2533;  // of a mean absolute deviation; also of a median's error
constexpr double kLeastSpread = 0.01;   // marks in whole points are no finer
constexpr double kSevereErrors = 3;
constexpr double kSevereShare = 0.05;
constexpr double kOutlierDeviations = 3.5;
constexpr double kOutlierShare = 0.15;
constexpr size_t kMostForAllPairs = 1000;

double ErrorOf(const std::vector<double>& values) {
  return kNormalMean * std::max(kLeastSpread, Spread(values)) /
         std::sqrt(static_cast<double>(values.size()));
}

Severity SeverityOf(double difference, double z) {
  if (std::abs(z) < kSevereErrors || std::abs(difference) < kSevereShare) return Severity::kUsual;
  return difference < 0 ? Severity::kSevere : Severity::kLenient;
}

Width WidthOf(double own, double others) {
  const double ratio = own / std::max(kLeastSpread, others);
  if (ratio >= 2) return Width::kWide;
  return ratio <= 0.5 ? Width::kNarrow : Width::kUsual;
}

double SlopeOf(std::vector<Tested> tested) {
  std::stable_sort(tested.begin(), tested.end(),
                   [](const Tested& a, const Tested& b) { return a.tests < b.tests; });
  std::vector<double> slopes;
  const auto add = [&](const Tested& a, const Tested& b) {
    if (b.tests > a.tests) slopes.push_back((b.mark - a.mark) / (b.tests - a.tests));
  };
  const size_t n = tested.size();
  if (n <= kMostForAllPairs) {
    for (size_t i = 0; i < n; ++i)
      for (size_t j = i + 1; j < n; ++j) add(tested[i], tested[j]);
  } else {
    // Theil's abbreviated method: each with the one half of all further on.
    for (size_t i = 0; i + n / 2 < n; ++i) add(tested[i], tested[i + n / 2]);
  }
  return Median(std::move(slopes));
}

}  // namespace

double Median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

double Spread(const std::vector<double>& values) {
  const double median = Median(values);
  std::vector<double> deviations;
  double sum = 0;
  for (const double value : values) {
    deviations.push_back(std::abs(value - median));
    sum += deviations.back();
  }
  const double robust = kNormal * Median(deviations);
  if (robust > 1e-9 || values.empty()) return robust;
  return kNormalMean * sum / static_cast<double>(values.size());
}

std::vector<Comparison> CompareGraders(const std::vector<Given>& given) {
  std::map<std::string, std::vector<double>> by_grader;
  for (const Given& one : given) by_grader[one.grader].push_back(one.share);
  std::vector<Comparison> all;
  for (const auto& [grader, own] : by_grader) {
    std::vector<double> others;
    for (const auto& [other, values] : by_grader)
      if (other != grader) others.insert(others.end(), values.begin(), values.end());
    Comparison& one = all.emplace_back();
    one.grader = grader;
    one.marks = static_cast<int>(own.size());
    one.median = Median(own);
    one.spread = Spread(own);
    one.others_median = Median(others);
    one.others_spread = Spread(others);
    const auto fewest = static_cast<int>(std::min(own.size(), others.size()));
    if (fewest < kFewestForMedian) continue;
    const double difference = one.median - one.others_median;
    one.z = difference / std::hypot(ErrorOf(own), ErrorOf(others));
    one.severity = SeverityOf(difference, *one.z);
    if (fewest >= kFewestForSpread) one.width = WidthOf(one.spread, one.others_spread);
  }
  return all;
}

Outliers FindOutliers(const std::vector<Tested>& tested) {
  if (tested.size() < kFewestForLine) return {};
  std::set<double> scores;
  for (const Tested& one : tested) scores.insert(one.tests);
  if (scores.size() < 3) return {Found::kNoSpread, {}};
  const double slope = SlopeOf(tested);
  std::vector<double> intercepts;
  for (const Tested& one : tested) intercepts.push_back(one.mark - slope * one.tests);
  const double intercept = Median(intercepts);
  std::vector<double> residuals;
  for (const Tested& one : tested)
    residuals.push_back(one.mark - std::clamp(intercept + slope * one.tests, 0.0, 1.0));
  const double deviation = std::max(kLeastSpread, Spread(residuals));
  Outliers all{Found::kFound, {}};
  for (size_t i = 0; i < tested.size(); ++i) {
    const double z = residuals[i] / deviation;
    if (std::abs(z) > kOutlierDeviations && std::abs(residuals[i]) >= kOutlierShare)
      all.outliers.push_back({i, tested[i].mark - residuals[i], z});
  }
  std::stable_sort(
      all.outliers.begin(), all.outliers.end(),
      [](const Outlier& a, const Outlier& b) { return std::abs(a.z) > std::abs(b.z); });
  return all;
}

bool Differ(double first, double second, double tolerance) {
  return std::abs(first - second) > tolerance + 1e-9;
}

}  // namespace assay::courses::marks
