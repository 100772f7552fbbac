#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// How measured times grow with n. Robust before exact: times only ever get longer by what else runs
// on the machine.
namespace assay::grader {

struct GrowthPoint {
  uint64_t n = 0;
  double seconds = 0;  // the shortest of several runs
};

enum class GrowthFinding : uint8_t { kWithin, kFaster, kInconclusive };

struct GrowthFit {
  GrowthFinding finding = GrowthFinding::kInconclusive;  // kFaster: grows faster than was asked
  std::string grows_like;                                // the class that fits best: "n^2"
  double exponent = 0;                                   // of n, measured over the larger sizes
  double expected_exponent = 0;  // of the class that was asked, over the same sizes
  std::string why;               // what a kInconclusive lacks
};

// "1", "log n", "n", "n log n", "n^2", "n^3", "2^n".
bool IsGrowthClass(std::string_view name);

// Points in any order, n > 0. Nothing is said where the largest run is too short to be measured, or
// hardly longer than the shortest: what a program needs to start hides the rest.
GrowthFit FitGrowth(std::vector<GrowthPoint> points, std::string_view expected);

}  // namespace assay::grader
