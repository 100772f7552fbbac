#pragma once

#include <string_view>

#include "common/status.h"

namespace assay::supervisor {

struct ControlRequest {
  enum class Verb { kStatus, kDown };
  Verb verb = Verb::kStatus;
};

inline constexpr size_t kMaxControlLineBytes = 256;

// "status" or "down", without its line end. kInvalidArgument says what was expected.
Result<ControlRequest> ParseControlLine(std::string_view line);

}  // namespace assay::supervisor
