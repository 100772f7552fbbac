#include "grader/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "grader/compare/internal.h"
#include "grader/text.h"

namespace assay::grader {
namespace compare {

std::string_view WithoutTrailingBlanks(std::string_view text) {
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view WithoutBlanks(std::string_view text) {
  return WithoutTrailingBlanks(text.substr(SkipBlanks(text, 0)));
}

size_t CommonPrefix(std::string_view a, std::string_view b) {
  const size_t shorter = std::min(a.size(), b.size());
  constexpr size_t kBlock = 4096;  // memcmp is many times faster than a loop over bytes
  size_t at = 0;
  while (at < shorter) {
    const size_t step = std::min(kBlock, shorter - at);
    if (std::memcmp(a.data() + at, b.data() + at, step) != 0) break;
    at += step;
  }
  while (at < shorter && a[at] == b[at]) ++at;
  return at;
}

bool SameText(std::string_view a, std::string_view b, bool case_sensitive) {
  if (case_sensitive) return a == b;
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return Folded(x) == Folded(y); });
}

Comparison Equal() {
  Comparison result;
  result.equal = true;
  result.score = 1;
  return result;
}

uint64_t LineOf(std::string_view text, uint64_t offset) {
  const std::string_view before = text.substr(0, offset);
  return 1 + static_cast<uint64_t>(std::count(before.begin(), before.end(), '\n'));
}

namespace {

// The number that the token at `offset` has in its line, from 1.
uint64_t TokenOf(std::string_view text, uint64_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line = before.rfind('\n');
  const std::string_view head = before.substr(line == std::string_view::npos ? 0 : line + 1);
  uint64_t tokens = 1;
  for (size_t at = SkipBlanks(head, 0); at < head.size();
       at = SkipBlanks(head, SkipToken(head, at)))
    ++tokens;
  return tokens;
}

bool IsAtEnd(std::string_view text, std::string_view part) {
  return part.empty() && Offset(text, part) == text.size();
}

// What often stands behind a difference, where it can be told.
std::string Advice(const ComparisonSpec& spec, std::string_view expected, std::string_view actual) {
  const auto want = ComparesNumbers(spec) ? ReadNumber(expected) : std::nullopt;
  if (want && spec.decimals >= 0) {
    const auto have = ReadNumber(actual);
    return have ? fmt::format(" (off by {:.3g}; {} decimals count)", std::abs(*want - *have),
                              spec.decimals)
                : " (which is not a number)";
  }
  if (want) {
    const auto have = ReadNumber(actual);
    if (!have) return " (which is not a number)";
    std::string allowed;
    if (spec.absolute) allowed += fmt::format(", {:g} absolute", *spec.absolute);
    if (spec.relative) allowed += fmt::format(", {:g} relative", *spec.relative);
    if (spec.ulp) allowed += fmt::format(", {} ulp", *spec.ulp);
    return fmt::format(" (off by {:.3g}; allowed: {})", std::abs(*want - *have), allowed.substr(2));
  }
  if (SameText(expected, actual, false)) return " (only upper and lower case differ)";
  return "";
}

}  // namespace

Comparison Describe(const ComparisonSpec& spec, std::string_view expected, std::string_view actual,
                    const Difference& difference) {
  Comparison result;
  result.expected_offset = Offset(expected, difference.expected);
  result.actual_offset = Offset(actual, difference.actual);
  auto [want, have] = QuotedPair(difference.expected, difference.actual);
  const bool want_ends = IsAtEnd(expected, difference.expected);
  const bool have_ends = IsAtEnd(actual, difference.actual);
  if (want_ends) want = "the end of the output";
  if (have_ends) have = "the end of the output";
  const uint64_t line = LineOf(actual, result.actual_offset);
  if (have_ends && WithoutBlanks(actual).empty()) {
    result.difference = fmt::format("expected {}, but the output is {}", want,
                                    actual.empty() ? "empty" : "only blanks");
    return result;
  }
  switch (difference.of) {
    case Difference::Of::kToken:
      result.difference = fmt::format("line {}, token {}: expected {}, got {}", line,
                                      TokenOf(actual, result.actual_offset), want, have);
      break;
    case Difference::Of::kSeparator:
      result.difference =
          fmt::format("line {}: the blanks differ: expected {}, got {}", line, want, have);
      return result;
    case Difference::Of::kLine:
      result.difference = fmt::format("line {}: expected {}, got {}", line, want, have);
      break;
  }
  if (!want_ends && !have_ends)
    result.difference += Advice(spec, difference.expected, difference.actual);
  return result;
}

namespace {

// The rest of the line about the first byte that differs.
Comparison CompareExact(std::string_view expected, std::string_view actual) {
  const size_t same = CommonPrefix(expected, actual);
  if (same == expected.size() && same == actual.size()) return Equal();
  Comparison result;
  result.expected_offset = same;
  result.actual_offset = same;
  const size_t line_begin = actual.substr(0, same).rfind('\n') + 1;  // npos + 1 is 0
  const auto rest = [&](std::string_view text) {
    if (same == text.size()) return std::string("the end of the output");
    const std::string_view tail = text.substr(same);
    const size_t end = std::min(tail.find('\n'), tail.size() - 1);  // with its line end
    return Quoted(tail.substr(0, end + 1));
  };
  result.difference = fmt::format("line {}, byte {}: expected {}, got {}", LineOf(actual, same),
                                  same - line_begin + 1, rest(expected), rest(actual));
  return result;
}

// Looks again at what is not equal: do only blanks differ?
void TellPresentation(const ComparisonSpec& spec, std::string_view expected,
                      std::string_view actual, Comparison& result) {
  ComparisonSpec loose = spec;
  loose.kind = ComparisonSpec::Kind::kTokens;
  loose.space_sensitive = loose.line_sensitive = false;
  if (spec.kind != ComparisonSpec::Kind::kTokens) {
    loose.absolute.reset();
    loose.relative.reset();
    loose.ulp.reset();
    loose.decimals = -1;
    if (spec.kind == ComparisonSpec::Kind::kExact) loose.case_sensitive = true;
  }
  if (CompareTokens(loose, expected, actual)) return;
  result.presentation = spec.presentation_error;
  result.difference += "; apart from blanks and line ends the output is right";
}

Comparison CompareByParts(const ComparisonSpec& spec, std::string_view expected,
                          std::string_view actual) {
  std::optional<Difference> difference;
  bool strict = true;  // about blanks
  switch (spec.kind) {
    case ComparisonSpec::Kind::kLines:
      difference = CompareLines(spec, expected, actual);
      break;
    case ComparisonSpec::Kind::kStrippedLines:
      difference = CompareStrippedLines(spec, expected, actual);
      break;
    default:
      strict = spec.space_sensitive || spec.line_sensitive || spec.decimals >= 0;
      difference = spec.decimals >= 0 ? CompareDecimals(spec, expected, actual)
                                      : CompareTokens(spec, expected, actual);
  }
  if (!difference) return Equal();
  Comparison result = Describe(spec, expected, actual, *difference);
  if (strict) TellPresentation(spec, expected, actual, result);
  return result;
}

}  // namespace
}  // namespace compare

Result<Comparison> Compare(const ComparisonSpec& spec, std::string_view expected,
                           std::string_view actual) {
  using Kind = ComparisonSpec::Kind;
  // An empty view may have no address, and differences are told by addresses.
  if (expected.data() == nullptr) expected = "";
  if (actual.data() == nullptr) actual = "";
  switch (spec.kind) {
    case Kind::kExact: {
      Comparison result = compare::CompareExact(expected, actual);
      if (!result.equal) compare::TellPresentation(spec, expected, actual, result);
      return result;
    }
    case Kind::kTokens:
    case Kind::kLines:
    case Kind::kStrippedLines:
      return compare::CompareByParts(spec, expected, actual);
    case Kind::kUnordered:
    case Kind::kSortedTokens:
      return compare::CompareInAnyOrder(spec, expected, actual);
    case Kind::kRegex:
      return compare::CompareRegex(spec, expected, actual);
    case Kind::kLineCount:
      return compare::CompareLineCount(expected, actual);
    case Kind::kLineMatches:
      return compare::CompareLineMatches(spec, expected, actual);
    case Kind::kCharacters:
      return compare::CompareCharacters(expected, actual);
    case Kind::kNonEmpty:
      break;
  }
  if (!compare::WithoutBlanks(actual).empty()) return compare::Equal();
  Comparison result;
  result.difference = actual.empty() ? "the output is empty" : "the output is only blanks";
  return result;
}

namespace {

// Flags and values, one a string.
std::vector<std::string_view> Words(const std::vector<std::string>& flags) {
  std::vector<std::string_view> words;
  for (const std::string& flag : flags) {
    for (size_t at = compare::SkipBlanks(flag, 0); at < flag.size();) {
      const size_t end = compare::SkipToken(flag, at);
      words.push_back(std::string_view(flag).substr(at, end - at));
      at = compare::SkipBlanks(flag, end);
    }
  }
  return words;
}

}  // namespace

Result<ComparisonSpec> ParseKattisFlags(const std::vector<std::string>& flags) {
  ComparisonSpec spec;
  spec.case_sensitive = false;
  const std::vector<std::string_view> words = Words(flags);
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string_view flag = words[i];
    if (flag == "case_sensitive") {
      spec.case_sensitive = true;
      continue;
    }
    if (flag == "space_change_sensitive") {
      spec.space_sensitive = true;
      continue;
    }
    const bool both = flag == "float_tolerance";
    if (!both && flag != "float_absolute_tolerance" && flag != "float_relative_tolerance") {
      return InvalidArgument(
          fmt::format("validator flag {} is not one of case_sensitive, space_change_sensitive, "
                      "float_tolerance, float_absolute_tolerance, float_relative_tolerance",
                      Quoted(flag)));
    }
    if (i + 1 == words.size())
      return InvalidArgument(fmt::format("validator flag {} needs a number after it", flag));
    const auto value = compare::ReadNumber(words[++i]);
    if (!value || *value < 0) {
      return InvalidArgument(fmt::format("validator flag {}: {} is not a number of 0 or more", flag,
                                         Quoted(words[i])));
    }
    if (both || flag == "float_absolute_tolerance") spec.absolute = *value;
    if (both || flag == "float_relative_tolerance") spec.relative = *value;
  }
  return spec;
}

}  // namespace assay::grader
