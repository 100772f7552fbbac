#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// The flat part of TOML 1.0 that a service's configuration is written in:
//
//   # a comment
//   listen = "127.0.0.1:8443"
//   database-port = 5432
//   allowed = ["gateway", 'worker']    # may go over several lines
//
// Strings "basic" with escapes or 'literal' on one line, numbers, true, false, arrays of those. No
// tables, no dotted keys, no dates. What is not of this form is an error with its line.
namespace assay::service {

struct ConfigEntry {
  std::string key;
  std::vector<std::string> values;  // more or fewer than one: an array
  size_t line = 0;
};
// `name` is the file's, for messages: "assay.toml:3: …".
Result<std::vector<ConfigEntry>> ParseConfig(std::string_view name, std::string_view text);

// `value` as ParseConfig reads it back: a number, true, false, or a quoted string.
std::string ToConfigValue(std::string_view value);

// "; did you mean "listen"?" where one of `known` is near to `word`, else "".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

}  // namespace assay::service
