#pragma once

#include <string_view>

#include "common/status.h"
#include "sandbox/limits.h"

// Sizes and times as people type them.
namespace assay::sandbox {

// "256M", "64KiB", "1g", "4096" (bytes); units are powers of 1024.
Result<uint64_t> ParseSize(std::string_view text);
// "2s", "500ms", "1.5" (seconds), "2m".
Result<Nanoseconds> ParseTime(std::string_view text);

}  // namespace assay::sandbox
