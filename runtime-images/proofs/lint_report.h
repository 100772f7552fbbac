#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "runtime-images/language.h"

// Reads just enough of a style tool's report to compare it with what a proof expects.
namespace assay::runtime_images {

// "FILE:LINE CODE", one a finding, sorted. FILE without "./" and "/work/".
Result<std::vector<std::string>> ReadLintReport(LintFormat format, std::string_view text);

}  // namespace assay::runtime_images
