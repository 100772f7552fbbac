#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace assay::judge {

// What goes into a message's string fields: valid UTF-8 of at most `bytes`, cut between characters,
// with an … where something was left out.
std::string CutText(std::string_view text, size_t bytes);

// The first line alone, cut.
std::string CutLine(std::string_view text, size_t bytes);

}  // namespace assay::judge
