#pragma once

#include <string>
#include <string_view>

#include "common/status.h"

// BAPCtools' generators/generators.yaml says how data/ is made. Generators are not run; what it
// says of groups holds for the tests that stand in data/ already.
namespace assay::grader::kattis {

// What it would write into `group`'s test_group.yaml ("" is data/ itself, "secret/big" a folder
// below it); "" where it says nothing of that.
Result<std::string> GeneratedTestGroup(std::string_view text, const std::string& file,
                                       std::string_view group);

}  // namespace assay::grader::kattis
