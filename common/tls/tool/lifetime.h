#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::tls {

// "90s", "30m", "24h", "7d": a whole number and a unit. kInvalidArgument: anything else, or not
// between a minute and ten years.
Result<std::chrono::seconds> ParseLifetime(std::string_view text);

// "3d 4h", "4h 10m", "10m", "20s": the two largest units.
std::string FormatDuration(std::chrono::seconds duration);

}  // namespace assay::tls
