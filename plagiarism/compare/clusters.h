#pragma once

#include <vector>

#include "plagiarism/comparison.h"

namespace assay::plagiarism {

// Who hangs together by pairs of at least `probability`; the largest first, each of two or more.
std::vector<Cluster> FindClusters(const std::vector<Pair>& pairs, size_t submissions,
                                  double probability);

// From the times of both; the left one is `left`.
Provenance ProvenanceOf(const Submission& left, const Submission& right);

}  // namespace assay::plagiarism
