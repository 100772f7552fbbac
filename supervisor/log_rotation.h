#pragma once

#include <cstdint>
#include <filesystem>

#include "common/status.h"

namespace assay::supervisor {

// NAME.log that is longer than `max_bytes` becomes NAME.log.1, .1 becomes .2, and so on up to
// `kept`. Programs write on into the same file: it is copied and then cut, and a line that falls
// between the two (microseconds) is lost.
Status RotateLogs(const std::filesystem::path& folder, uint64_t max_bytes, unsigned kept);

}  // namespace assay::supervisor
