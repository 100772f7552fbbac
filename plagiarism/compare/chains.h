#pragma once

#include <vector>

#include "plagiarism/compare/candidates.h"
#include "plagiarism/comparison.h"

namespace assay::plagiarism {

// The logarithm of a pair's odds, and through whom it got them.
struct Link {
  double odds = 0;
  uint32_t through = Pair::kNobody;
};

// Two that are both alike to a third were hardly written independently, however little is left that
// they share: of three copies of one text the most disguised ones are found through the others. A
// pair's odds become those of the weaker link through the best third one, less a discount, where
// that is more. One step only: `odds` are read as they came. A pair that is not `linked` neither
// makes a chain nor gets anything by one. Vectors are in the order of the pairs, each there once.
std::vector<Link> FollowChains(const std::vector<PairIndex>& pairs, const std::vector<double>& odds,
                               const std::vector<bool>& linked, size_t submissions);

}  // namespace assay::plagiarism
