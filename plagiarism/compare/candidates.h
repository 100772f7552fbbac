#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "plagiarism/compare/class_model.h"

namespace assay::plagiarism {

using PairIndex = std::pair<uint32_t, uint32_t>;  // first < second

// The pairs that are worth a close look: for each submission those that share the most of what few
// have. Time grows with the number of places where rare terms occur, not with the square of the
// class. `kinds[kind][submission]` are the terms, `tables[kind]` weigh them.
std::vector<PairIndex> CandidatePairs(const std::vector<std::vector<std::vector<Term>>>& kinds,
                                      const std::vector<const TermTable*>& tables,
                                      size_t most_for_one);

}  // namespace assay::plagiarism
