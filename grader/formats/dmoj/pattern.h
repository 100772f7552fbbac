#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::grader::dmoj {

// What DMOJ takes where init.yml gives no pattern (docs.dmoj.ca, "Specifying cases with regexes").
extern const std::string_view kDefaultInputPattern, kDefaultOutputPattern;

// One case that the patterns found among the files' names.
struct MatchedCase {
  std::string input, output;  // empty: no such file
};
// A batch, or one case that is in none.
struct MatchedGroup {
  bool batch = false;
  std::vector<MatchedCase> cases;
};

// Pairs files by the groups (?P<batch>…) and (?P<case>…) of two regular expressions of Python's
// kind, matched from the start of the name, letters of any case. Sorted by number; what is no
// number before that, by its text. kInvalidArgument: a pattern is wrong, takes too long on a name,
// has no
// (?P<case>…), or two cases have the same number.
Result<std::vector<MatchedGroup>> MatchCases(const std::vector<std::string>& names,
                                             const std::string& input_pattern,
                                             const std::string& output_pattern);

}  // namespace assay::grader::dmoj
