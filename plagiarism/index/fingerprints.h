#pragma once

#include <cstdint>
#include <vector>

#include "plagiarism/submission.h"

namespace assay::plagiarism {

// What an index keeps of a submission so that it is found again: hashes of 40 bits, sorted, each
// once. Grams of tokens chosen by winnowing (Schleimer, Wilkerson and Aiken, 2003): two texts that
// share 17 tokens in a row share a fingerprint. Beside them the smallest hashes of its structure
// and of its literals, which a disguise of the tokens leaves.
std::vector<uint64_t> Fingerprints(const std::vector<SourceFile>& files);

inline constexpr uint64_t kFingerprintMask = (uint64_t{1} << 40U) - 1;

// Of every `window` values in a row the smallest, the last of equal ones; each choice once.
std::vector<uint64_t> Winnow(const std::vector<uint64_t>& values, size_t window);

}  // namespace assay::plagiarism
