#pragma once

#include <cstdint>

#include "plagiarism/comparison.h"

namespace assay::plagiarism::report {

// A class that does not exist: seeded, the same for the same arguments. A few groups share much,
// one pair across languages, one with an earlier term; the other figures are made up to look like
// those of a class. Regions are real ones: what they span is alike.
struct DemoSize {
  uint32_t people = 40;
  uint32_t pairs = 60;  // at most
};
Comparison DemoComparison(const DemoSize& size = {}, uint64_t seed = 20261129);

}  // namespace assay::plagiarism::report
