#pragma once

#include <string>

#include "sandbox/outcome.h"

// How an outcome is shown by `assay-sandbox run`.
namespace assay::sandbox {

// One JSON object; bytes that are not UTF-8 become U+FFFD. Times in seconds, sizes in bytes.
std::string ToJson(const Outcome& outcome, const std::string& backend, const std::string& image);

// Lines of "name  value" for people.
std::string ToText(const Outcome& outcome, const std::string& backend, const std::string& image);

// 0 exit 0; 1 the program failed by itself; 10 CPU time, 11 wall or idle time, 12 memory, 13
// output, 14 file size, 15 security, 16 cancelled.
int ExitCode(const Outcome& outcome);

}  // namespace assay::sandbox
