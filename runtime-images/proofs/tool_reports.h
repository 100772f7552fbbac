#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "runtime-images/language.h"

// Reads just enough of a tool's report to compare it with what a proof expects. Not for reports
// that nobody looked at: the graders' readers are.
namespace assay::runtime_images {

// "pass NAME", "fail NAME", "error NAME" or "skip NAME", one a test, sorted.
Result<std::vector<std::string>> ReadTestReport(TestFormat format, std::string_view text);

// "FILE:LINE CODE", one a finding, sorted. FILE without "./" and "/work/".
Result<std::vector<std::string>> ReadLintReport(LintFormat format, std::string_view text);

}  // namespace assay::runtime_images
