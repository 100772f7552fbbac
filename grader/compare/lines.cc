#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/compare/internal.h"
#include "grader/text.h"

namespace assay::grader::compare {
namespace {

// Lines that end with \n; after the last there is none.
std::optional<std::string_view> NextLine(std::string_view text, size_t& at) {
  if (at >= text.size()) return {};
  const size_t begin = at;
  const size_t end = std::min(text.find('\n', at), text.size());
  at = end + 1;
  return text.substr(begin, end - begin);
}

// What stands between every two of \r and \n, the last after the last of them; `at` is past the end
// when there are no more.
std::optional<std::string_view> NextPiece(std::string_view text, size_t& at, bool skip_empty) {
  while (at <= text.size()) {
    const size_t begin = at;
    const size_t end = std::min(text.find_first_of("\r\n", at), text.size());
    at = end + 1;
    if (end > begin || !skip_empty) return text.substr(begin, end - begin);
  }
  return {};
}

// A view into `text` at its end, for what is missing there.
std::string_view End(std::string_view text) { return text.substr(text.size()); }

uint64_t CountPieces(std::string_view text) {
  uint64_t count = 0;
  for (size_t at = 0; NextPiece(text, at, true);) ++count;
  return count;
}

Comparison WrongCount(std::string_view expected, std::string_view actual, uint64_t want,
                      uint64_t have) {
  Comparison result;
  result.difference = fmt::format("expected {} line{}, got {}", want, want == 1 ? "" : "s", have);
  result.expected_offset = expected.size();
  result.actual_offset = actual.size();
  return result;
}

void NoteFirst(Comparison& result, std::string_view expected, std::string_view actual,
               std::string_view want, std::string_view have) {
  if (!result.difference.empty()) return;
  const auto [shown_want, shown_have] = QuotedPair(want, have);
  const bool missing = have.data() == actual.data() + actual.size();
  result.expected_offset = Offset(expected, want);
  result.actual_offset = Offset(actual, have);
  result.difference =
      fmt::format("line {}: expected {}, got {}", LineOf(actual, result.actual_offset), shown_want,
                  missing ? "the end of the output" : shown_have);
}

}  // namespace

std::optional<Difference> CompareLines(const ComparisonSpec& spec, std::string_view expected,
                                       std::string_view actual) {
  size_t begin = CommonPrefix(expected, actual);
  if (begin == expected.size() && begin == actual.size()) return {};
  while (begin > 0 && expected[begin - 1] != '\n') --begin;
  size_t want_at = begin;
  size_t have_at = begin;
  for (;;) {
    const auto want = NextLine(expected, want_at);
    const auto have = NextLine(actual, have_at);
    if (!want && !have) return {};
    const std::string_view want_line = WithoutTrailingBlanks(want.value_or(End(expected)));
    const std::string_view have_line = WithoutTrailingBlanks(have.value_or(End(actual)));
    // A line that is not there equals an empty one: those at the end do not matter.
    if (!SameText(want_line, have_line, spec.case_sensitive))
      return Difference{Difference::Of::kLine, want_line, have_line};
  }
}

std::optional<Difference> CompareStrippedLines(const ComparisonSpec& spec,
                                               std::string_view expected, std::string_view actual) {
  size_t want_at = 0;
  size_t have_at = 0;
  for (;;) {
    const auto want = NextPiece(expected, want_at, spec.skip_empty_lines);
    const auto have = NextPiece(actual, have_at, spec.skip_empty_lines);
    if (!want && !have) return {};
    if (!want || !have) {
      return Difference{Difference::Of::kLine, want.value_or(End(expected)),
                        have.value_or(End(actual))};
    }
    const std::string_view want_line = WithoutTrailingBlanks(*want);
    const std::string_view have_line = WithoutTrailingBlanks(*have);
    if (!SameText(want_line, have_line, spec.case_sensitive))
      return Difference{Difference::Of::kLine, want_line, have_line};
  }
}

Comparison CompareLineCount(std::string_view expected, std::string_view actual) {
  const uint64_t lines = CountPieces(expected);
  const uint64_t given = CountPieces(actual);
  if (given > lines) return WrongCount(expected, actual, lines, given);
  if (lines == 0) return Equal();
  Comparison result;
  uint64_t right = 0;
  for (size_t want_at = 0, have_at = 0;;) {
    const auto want = NextPiece(expected, want_at, true);
    const auto have = NextPiece(actual, have_at, true);
    if (!want || !have) break;
    if (WithoutBlanks(*want) == WithoutBlanks(*have)) {
      ++right;
    } else {
      NoteFirst(result, expected, actual, *want, *have);
    }
  }
  if (right == lines) return Equal();
  if (result.difference.empty()) result = WrongCount(expected, actual, lines, given);
  result.difference = fmt::format("{} of {} lines are right; {}", right, lines, result.difference);
  result.score = static_cast<double>(right) / static_cast<double>(lines);
  return result;
}

Result<Comparison> CompareLineMatches(const ComparisonSpec& spec, std::string_view expected,
                                      std::string_view actual) {
  const uint64_t lines = CountPieces(expected);
  if (!spec.line_points.empty() && spec.line_points.size() != lines) {
    return InvalidArgument(
        fmt::format("the checker has points for {} lines, but the answer has {} (empty lines do "
                    "not count): make them as many",
                    spec.line_points.size(), lines));
  }
  double total = 0;
  for (const double points : spec.line_points) {
    if (!std::isfinite(points) || points < 0)
      return InvalidArgument("the checker's points of a line must not be negative");
    total += points;
  }
  if (spec.line_points.empty()) total = static_cast<double>(lines);
  if (!std::isfinite(total) || (total <= 0 && lines > 0))
    return InvalidArgument("the checker's points of all lines together must be more than 0");
  const uint64_t given = CountPieces(actual);
  if (spec.all_lines && given != lines) return WrongCount(expected, actual, lines, given);
  Comparison result;
  double points = 0;
  bool all = true;
  size_t want_at = 0;
  size_t have_at = 0;
  for (size_t line = 0;; ++line) {
    const auto want = NextPiece(expected, want_at, true);
    if (!want) break;
    const auto have = NextPiece(actual, have_at, true);
    const double here = spec.line_points.empty() ? 1 : spec.line_points[line];
    if (have && *want == *have) {
      points += here;
    } else if (here > 0) {
      all = false;
      NoteFirst(result, expected, actual, *want, have.value_or(End(actual)));
    }
  }
  if (all) return Equal();
  // What is lost may be too little for a double to show.
  result.score = std::min(points / total, std::nextafter(1.0, 0.0));
  return result;
}

}  // namespace assay::grader::compare
