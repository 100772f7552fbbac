#pragma once

#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/report.h"
#include "runtime-images/language.h"

namespace assay::grader {

// A linter's report as annotations, in its order; at most 10,000. Paths lose "./" and "/work/".
// kInvalidArgument: not a report of that format.
Result<std::vector<Annotation>> ParseFindings(runtime_images::LintFormat format,
                                              std::string_view report);

}  // namespace assay::grader
