#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::gateway::judge0 {

// Judge0 writes compiler_options and command_line_arguments into a script of Bash after it took
// away $&;<>|` from them. What remains means: words between blanks, '…', "…" and \x. No shell sees
// them here, so nothing is expanded. kInvalidArgument: a quote that is not closed.
Result<std::vector<std::string>> SplitWords(std::string_view text);

}  // namespace assay::gateway::judge0
