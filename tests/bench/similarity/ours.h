#pragma once

#include <cstddef>
#include <filesystem>

#include "common/status.h"

namespace assay::bench::similarity {

// Ours as a contestant: compares the submissions in `folder` as `assay similarity` does, and writes
// "left,right,score" of the `top` likeliest pairs, 0 being every pair.
Status CompareFolder(const std::filesystem::path& folder, const std::filesystem::path& scores,
                     size_t top);

}  // namespace assay::bench::similarity
