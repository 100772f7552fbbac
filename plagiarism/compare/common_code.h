#pragma once

#include <vector>

#include "plagiarism/compare/class_model.h"
#include "plagiarism/comparison.h"
#include "plagiarism/evidence/features.h"
#include "plagiarism/source/tree.h"

namespace assay::plagiarism {

// A passage that many have, and the features that it is made of.
struct CommonPassage {
  CommonCode code;
  std::vector<uint64_t> features;  // of Evidence::kTokens
};

// Passages of which every part is in at least half of the class, by `tokens.people()`; the longest
// first, at most `most`. `all`: how many people there are.
std::vector<CommonPassage> FindCommonCode(const std::vector<std::vector<SourceTree>>& sources,
                                          const std::vector<Profile>& profiles,
                                          const TermTable& tokens, double all, size_t most);

}  // namespace assay::plagiarism
