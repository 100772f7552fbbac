#pragma once

#include <string>
#include <string_view>

namespace assay::grader {

struct Comparison {
  bool equal = false;
  std::string difference;  // for people: "token 3, line 2: expected \"7\", got \"8\""
};

// Token by token; what separates tokens (blanks, tabs, line ends) does not matter, every other byte
// does, NUL included. Both texts are only looked at.
Comparison CompareTokens(std::string_view expected, std::string_view actual);

}  // namespace assay::grader
