#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::grader {

// A built-in comparison. Options that a kind does not use are ignored.
struct ComparisonSpec {
  enum class Kind : uint8_t {
    kTokens,     // what separates tokens does not matter
    kExact,      // every byte
    kLines,      // line by line; blanks at line ends and empty lines at the end do not matter
    kUnordered,  // lines in any order, each as by kLines
    kRegex,      // the answer is a regular expression (RE2 syntax) for the whole output
    kNonEmpty,   // any output will do (DMOJ "identical" has kExact; "linecount" kLineCount)
    kLineCount,  // points by the share of equal lines
    kSortedTokens,  // tokens in any order
  } kind = Kind::kTokens;
  bool case_sensitive = true;
  bool space_sensitive = false;  // kTokens: separators must be the same bytes
  // Tokens that both read as numbers are equal when within one of these; none: as text.
  std::optional<double> absolute, relative;
  std::optional<uint64_t> ulp;
  int decimals = -1;  // DMOJ floats: 10^-decimals, absolute or relative
  bool presentation_error = false;  // right tokens, wrong separators: PE instead of AC (kExact)
};

struct Comparison {
  bool equal = false;
  bool presentation = false;  // differs in blanks only
  double score = 0;           // 0 … 1; 1 where equal
  std::string difference;     // for people: "token 3, line 2: expected \"7\", got \"8\""
  // Where the first difference stands, in bytes; both are within the texts.
  uint64_t expected_offset = 0, actual_offset = 0;
};

// Both texts are only looked at. Never says equal by accident: NUL bytes, NaN (equal to NaN only),
// tokens of any length and missing ends are compared as what they are. kInvalidArgument: the
// answer's regular expression is wrong.
Result<Comparison> Compare(const ComparisonSpec& spec, std::string_view expected,
                           std::string_view actual);

// Kattis' validator_flags ("case_sensitive", "space_change_sensitive", "float_tolerance 1e-6", …).
// kInvalidArgument names the flag.
Result<ComparisonSpec> ParseKattisFlags(const std::vector<std::string>& flags);

}  // namespace assay::grader
