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
    kUnordered,  // lines in any order, each as its tokens; space_sensitive: each as by kLines
    kRegex,      // the answer is a regular expression (RE2 syntax) for the whole output; line ends
                 // at the end of either do not matter
    kNonEmpty,   // any output will do that is not only blanks
    kLineCount,  // points by the share of equal lines (DMOJ linecount: no line may be too many)
    kSortedTokens,   // tokens in any order
    kStrippedLines,  // as many lines, split at every \r and \n, blanks at their ends do not matter
                     // (DMOJ rstripped)
    kLineMatches,    // line_points for each line that is equal (DMOJ linematches)
    kCharacters,  // bytes that are no blanks, in any order, ASCII letters of any case (DMOJ easy)
  } kind = Kind::kTokens;
  bool case_sensitive = true;    // of ASCII letters; kExact and kLineMatches are always
  bool space_sensitive = false;  // kTokens: separators must be the same bytes
  // kTokens: a separator with a line end in it and one without differ (DMOJ standard).
  bool line_sensitive = false;
  // kTokens: tokens that both read as decimal numbers are equal when within one of these; none: as
  // text. Neither "inf", "nan" nor "0x1p3" reads as a number.
  std::optional<double> absolute, relative;  // relative to the expected number
  std::optional<uint64_t> ulp;
  // kTokens as DMOJ's floats: within 10^-decimals; then lines must have as many tokens, and there
  // must be as many lines, empty ones left out.
  int decimals = -1;
  enum class DecimalsMode : uint8_t {
    kEither,
    kAbsolute,
    kRelative
  } decimals_mode = DecimalsMode::kEither;
  bool presentation_error = false;  // right tokens, wrong separators: `presentation` is set
  bool skip_empty_lines = false;    // kStrippedLines
  std::vector<double> line_points;  // kLineMatches; empty: every line the same
  bool all_lines = true;            // kLineMatches: as many lines as expected, or nothing
};

struct Comparison {
  bool equal = false;
  bool presentation = false;  // spec.presentation_error: not equal, but in blanks only
  double score = 0;           // 0 … 1; 1 exactly where equal
  std::string difference;     // for people: "line 3, token 2: expected \"7\", got \"8\""
  // Where the first difference stands, in bytes; both are within the texts.
  uint64_t expected_offset = 0, actual_offset = 0;
};

// Both texts are only looked at. Never says equal by accident: NUL bytes, NaN (equal to NaN only),
// tokens of any length and missing ends are compared as what they are. kInvalidArgument: the
// answer's regular expression or the points of its lines are wrong. Comparisons in any order keep
// four bytes a token (or line) of each text; kResourceExhausted from 4 GiB on.
Result<Comparison> Compare(const ComparisonSpec& spec, std::string_view expected,
                           std::string_view actual);

// Kattis' validator_flags ("case_sensitive", "space_change_sensitive", "float_tolerance 1e-6", …),
// a flag and its value in one string or in two. kInvalidArgument names the flag.
Result<ComparisonSpec> ParseKattisFlags(const std::vector<std::string>& flags);

}  // namespace assay::grader
