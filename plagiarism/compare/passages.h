#pragma once

#include <vector>

#include "plagiarism/compare/class_model.h"
#include "plagiarism/comparison.h"
#include "plagiarism/evidence/features.h"
#include "plagiarism/source/tree.h"

namespace assay::plagiarism {

// A run of tokens that both sides have; positions in their lists.
struct TokenRun {
  uint32_t left = 0, right = 0, length = 0;
};

// The longest common runs first, each token once (greedy string tiling after Wise, 1993, on a hash
// of grams); runs that are parted by a few tokens on both sides are one. At least `shortest`.
std::vector<TokenRun> CommonRuns(const std::vector<Token>& left, const std::vector<Token>& right,
                                 uint32_t shortest);

// One submission as passages are found in it.
struct PassageSide {
  const std::vector<SourceTree>* sources = nullptr;  // by file; tokens and line starts
  const Profile* profile = nullptr;
};

// Fills in pair.passages and how much of each side they cover. `weights` gives the weight of a
// feature, by kind and hash.
void FindPassages(const PassageSide& left, const PassageSide& right,
                  const std::array<const TermTable*, kEvidenceKinds>& tables, Pair& pair);

}  // namespace assay::plagiarism
