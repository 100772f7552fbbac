#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace assay::runtime_images {

// Edit distance with transpositions of neighbours (optimal string alignment). Cost is |a| * |b|:
// meant for names; texts longer than 64 bytes are as far apart as they are long.
size_t EditDistance(std::string_view a, std::string_view b);

// "; did you mean \"python\"?" when one of `known` is close enough to be a slip of the hand, else
// "".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& known);

}  // namespace assay::runtime_images
