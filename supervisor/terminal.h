#pragma once

#include <string_view>

namespace assay::supervisor {

// To standard output at once. false: nobody reads it any more.
bool Print(std::string_view text);
// "assay-platform: TEXT" to standard error.
void PrintError(std::string_view text);

}  // namespace assay::supervisor
