#pragma once

#include <vector>

#include "sandbox/sandbox.h"

namespace assay::grader {

// What a DMOJ checker module finds to import, and the program that calls its check(): put beside
// the module. Arguments: module, keyword arguments as JSON, input, output, answer, facts as JSON.
// Prints 1 or 0, the points, and the feedback, a line each.
const std::vector<sandbox::CollectedFile>& DmojCheckerShim();
inline constexpr char kDmojShimName[] = "assay_check.py";

}  // namespace assay::grader
