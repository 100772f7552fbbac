#pragma once

#include <filesystem>
#include <string_view>

#include "common/status.h"
#include "grader/package.h"

namespace assay::grader::assignment {

// The assignment that `text`, the assignment.yaml of `folder`, describes. kInvalidArgument: up to
// twenty lines of "file:line:column: what is wrong and what was expected".
Result<Package> ParseAssignment(std::string_view text, const std::filesystem::path& folder);

}  // namespace assay::grader::assignment
