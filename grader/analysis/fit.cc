#include "grader/analysis/fit.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace assay::grader {
namespace {

// CPU time is counted in steps of up to 10 ms where a guest counts it.
constexpr double kShortest = 0.15;
// From here on start-up is a small part of the largest run.
constexpr double kSpread = 6.0;
// The sizes that are looked at span at least this factor.
constexpr double kSpan = 3.0;
// Exponents differ by noise of the machine; n against n log n by about 0.1.
constexpr double kWithin = 0.22;
constexpr double kFaster = 0.42;

struct Class {
  std::string_view name;
  double (*log_of)(double n);  // natural logarithm of the growth
};

constexpr std::array<Class, 7> kClasses{{
    {"1", [](double) { return 0.0; }},
    {"log n", [](double n) { return std::log(std::log2(n + 2)); }},
    {"n", [](double n) { return std::log(n); }},
    {"n log n", [](double n) { return std::log(n) + std::log(std::log2(n + 2)); }},
    {"n^2", [](double n) { return 2 * std::log(n); }},
    {"n^3", [](double n) { return 3 * std::log(n); }},
    {"2^n", [](double n) { return n * std::log(2.0); }},
}};

const Class* Find(std::string_view name) {
  for (const Class& one : kClasses) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

struct Sample {
  double x = 0, y = 0;
};

double LeastSquares(const std::vector<Sample>& samples) {
  double mx = 0, my = 0, xx = 0, xy = 0;
  const auto count = static_cast<double>(samples.size());
  for (const Sample& s : samples) {
    mx += s.x / count;
    my += s.y / count;
  }
  for (const Sample& s : samples) {
    xx += (s.x - mx) * (s.x - mx);
    xy += (s.x - mx) * (s.y - my);
  }
  return xx > 0 ? xy / xx : 0;
}

// The median of the slopes between all pairs (Theil and Sen): one bad point does not move it.
double MedianSlope(const std::vector<Sample>& samples) {
  std::vector<double> slopes;
  for (size_t i = 0; i < samples.size(); ++i) {
    for (size_t j = i + 1; j < samples.size(); ++j) {
      if (samples[j].x > samples[i].x)
        slopes.push_back((samples[j].y - samples[i].y) / (samples[j].x - samples[i].x));
    }
  }
  if (slopes.empty()) return 0;
  std::sort(slopes.begin(), slopes.end());
  const size_t middle = slopes.size() / 2;
  return slopes.size() % 2 == 1 ? slopes[middle] : (slopes[middle - 1] + slopes[middle]) / 2;
}

// Spread of log(time) - log(class) around its mean.
double Residual(const std::vector<GrowthPoint>& points, const Class& candidate) {
  double mean = 0, sum = 0;
  for (const GrowthPoint& p : points)
    mean += (std::log(p.seconds) - candidate.log_of(static_cast<double>(p.n))) /
            static_cast<double>(points.size());
  for (const GrowthPoint& p : points) {
    const double d = std::log(p.seconds) - candidate.log_of(static_cast<double>(p.n)) - mean;
    sum += d * d;
  }
  return sum;
}

}  // namespace

bool IsGrowthClass(std::string_view name) { return Find(name) != nullptr; }

GrowthFit FitGrowth(std::vector<GrowthPoint> points, std::string_view expected) {
  GrowthFit fit;
  const Class* asked = Find(expected);
  if (asked == nullptr) {
    fit.why = "no such class of growth";
    return fit;
  }
  std::erase_if(points, [](const GrowthPoint& p) {
    return p.n == 0 || !std::isfinite(p.seconds) || p.seconds < 0;
  });
  std::sort(points.begin(), points.end(),
            [](const GrowthPoint& a, const GrowthPoint& b) { return a.n < b.n; });
  if (points.size() < 3) {
    fit.why = "fewer than three sizes were measured";
    return fit;
  }
  const GrowthPoint last = points.back();
  double shortest = last.seconds;
  for (const GrowthPoint& p : points) shortest = std::min(shortest, p.seconds);
  // Times of the start are subtracted, but only half of the least that was seen: all of it would
  // make the small sizes too small, and a program look worse than it is.
  const double start = shortest / 2;
  std::vector<GrowthPoint> large;
  for (const GrowthPoint& p : points) {
    const double own = p.seconds - start;
    if (own >= shortest && own >= (last.seconds - start) / 100) large.push_back({p.n, own});
  }
  // The sizes at the upper end, but not fewer than three.
  while (large.size() > 3 &&
         static_cast<double>(last.n) > 8 * kSpan * static_cast<double>(large.front().n))
    large.erase(large.begin());
  const bool long_enough = last.seconds >= kShortest && last.seconds >= kSpread * shortest;
  const bool wide =
      large.size() >= 3 &&
      (static_cast<double>(large.back().n) >= kSpan * static_cast<double>(large.front().n) ||
       expected == "2^n" || large.back().seconds >= 8 * large.front().seconds);
  if (!long_enough || !wide) {
    fit.why = last.seconds < kShortest ? "the largest run is too short to be measured"
                                       : "the runs hardly differ in length";
    // Ten times the input that costs no more time than before is not too slow, whatever it is.
    if (last.seconds < 2 * shortest + 0.02 &&
        static_cast<double>(last.n) >= 8 * static_cast<double>(points.front().n)) {
      fit.finding = GrowthFinding::kWithin;
      fit.grows_like = "1";
    }
    return fit;
  }
  std::vector<Sample> measured, wanted;
  for (const GrowthPoint& p : large) {
    const double x = std::log(static_cast<double>(p.n));
    measured.push_back({x, std::log(p.seconds)});
    wanted.push_back({x, asked->log_of(static_cast<double>(p.n))});
  }
  const double squares = LeastSquares(measured), median = MedianSlope(measured);
  fit.exponent = (squares + median) / 2;
  fit.expected_exponent = LeastSquares(wanted);
  const Class* best = &kClasses.front();
  for (const Class& candidate : kClasses) {
    if (Residual(large, candidate) < Residual(large, *best)) best = &candidate;
  }
  fit.grows_like = best->name;
  const double over = fit.exponent - fit.expected_exponent;
  const bool other_class = best > asked;
  if (std::min(squares, median) - fit.expected_exponent > kFaster && other_class) {
    fit.finding = GrowthFinding::kFaster;
  } else if (over <= kWithin) {
    fit.finding = GrowthFinding::kWithin;
  } else {
    fit.why = "the measurements lie between two classes";
  }
  return fit;
}

}  // namespace assay::grader
