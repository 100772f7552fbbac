#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "common/trace/trace.h"

namespace assay::trace {

// A span that ended, as it waits to be sent.
struct SpanData {
  SpanContext context;
  std::string parent_span_id;  // empty: a root
  std::string name;
  Kind kind = Kind::kInternal;
  uint64_t start_ns = 0, end_ns = 0;  // since the epoch
  std::vector<std::pair<std::string, std::variant<std::string, int64_t>>> attributes;
  uint32_t dropped_attributes = 0;
  bool failed = false;
  std::string error;
};

}  // namespace assay::trace
