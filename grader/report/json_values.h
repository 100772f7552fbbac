#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "grader/report/escape.h"
#include "grader/text.h"
#include "grader/verdict.h"

namespace assay::grader {

// Keys stay in the order in which they were written.
using Json = nlohmann::ordered_json;

// Text that came from outside.
inline Json Text(std::string_view text) { return ValidUtf8(text); }
inline Json Number(double value) { return Finite(value); }
inline std::string Printed(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::grader
