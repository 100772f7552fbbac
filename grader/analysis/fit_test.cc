#include "grader/analysis/fit.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <map>
#include <random>

namespace assay::grader {
namespace {

double Cost(const std::string& name, double n) {
  if (name == "1") return 1;
  if (name == "log n") return std::log2(n + 2);
  if (name == "n") return n;
  if (name == "n log n") return n * std::log2(n + 2);
  if (name == "n^2") return n * n;
  if (name == "n^3") return n * n * n;
  return std::pow(2, n);
}

// Six sizes, the largest of 2 s; `start` seconds are the interpreter's; times are up to `noise`
// longer than they should be.
GrowthFit Simulate(const std::string& grows, const std::string& expected, double start,
                   double noise, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<GrowthPoint> points;
  const double last = grows == "2^n" || expected == "2^n" ? 24 : 64'000;
  for (int i = 0; i < 6; ++i) {
    const double n = last == 24 ? last - (5 - i) * 2 : last / std::pow(2, 5 - i);
    const double share = static_cast<double>(random() % 1000) / 1000;
    const double time = (start + 2.0 * Cost(grows, n) / Cost(grows, last)) * (1 + noise * share);
    points.push_back({static_cast<uint64_t>(n), time});
  }
  return FitGrowth(points, expected);
}

TEST(FitGrowth, NeverFaultsWhatIsAsAskedOrBetter) {
  const std::vector<std::string> order = {"1", "log n", "n", "n log n", "n^2", "n^3"};
  for (size_t asked = 0; asked < order.size(); ++asked) {
    for (size_t grows = 0; grows <= asked; ++grows) {
      for (const double start : {0.001, 0.02, 0.3}) {
        for (uint64_t seed = 0; seed < 300; ++seed) {
          const auto fit = Simulate(order[grows], order[asked], start, 0.3, seed);
          ASSERT_NE(fit.finding, GrowthFinding::kFaster)
              << order[grows] << " asked " << order[asked] << " start " << start << " seed " << seed
              << " exponent " << fit.exponent;
        }
      }
    }
  }
}

TEST(FitGrowth, NeighboursThatMeasurementsCannotTellAreNotFaulted) {
  for (uint64_t seed = 0; seed < 500; ++seed) {
    EXPECT_NE(Simulate("n log n", "n", 0.02, 0.3, seed).finding, GrowthFinding::kFaster);
  }
}

TEST(FitGrowth, FindsWhatGrowsFaster) {
  const std::pair<const char*, const char*> pairs[] = {
      {"n^2", "n log n"}, {"n^2", "n"},   {"n^3", "n^2"}, {"n^3", "n log n"},
      {"n", "log n"},     {"2^n", "n^3"}, {"2^n", "n"},   {"n", "1"},
  };
  for (const auto& [grows, asked] : pairs) {
    int found = 0;
    for (uint64_t seed = 0; seed < 100; ++seed) {
      const auto fit = Simulate(grows, asked, 0.02, 0.05, seed);
      if (fit.finding == GrowthFinding::kFaster) ++found;
      if (seed == 0 && std::string(grows) == "n^2") {
        EXPECT_EQ(fit.grows_like, "n^2");
      }
    }
    EXPECT_GE(found, 95) << grows << " where " << asked << " was asked";
  }
}

TEST(FitGrowth, WhatIsTooShortIsInconclusive) {
  const auto fit = FitGrowth({{1000, 0.01}, {2000, 0.02}, {4000, 0.04}}, "log n");
  EXPECT_EQ(fit.finding, GrowthFinding::kInconclusive);
  EXPECT_EQ(fit.why, "the largest run is too short to be measured");
  EXPECT_EQ(FitGrowth({{1, 1}, {2, 2}}, "n").finding, GrowthFinding::kInconclusive);
  EXPECT_EQ(FitGrowth({}, "n").finding, GrowthFinding::kInconclusive);
  EXPECT_EQ(FitGrowth({{1, 1}, {2, 2}, {3, 3}}, "n!").why, "no such class of growth");
}

TEST(FitGrowth, OneDisturbedRunDoesNotCondemn) {
  std::vector<GrowthPoint> points;
  for (int i = 0; i < 6; ++i) points.push_back({1000ULL << i, 0.06 * (1 << i)});
  points.back().seconds *= 1.9;
  EXPECT_NE(FitGrowth(points, "n").finding, GrowthFinding::kFaster);
}

}  // namespace
}  // namespace assay::grader
