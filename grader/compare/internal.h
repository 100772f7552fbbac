#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "grader/compare.h"

// What the kinds of comparison share. All of it looks at the two texts in place.
namespace assay::grader::compare {

// As isspace() in the C locale.
inline bool IsBlank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool IsLineEnd(char c) { return c == '\n' || c == '\r'; }
inline char Folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

inline size_t SkipBlanks(std::string_view text, size_t at) {
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at;
}
inline size_t SkipToken(std::string_view text, size_t at) {
  while (at < text.size() && !IsBlank(text[at])) ++at;
  return at;
}
std::string_view WithoutTrailingBlanks(std::string_view text);
std::string_view WithoutBlanks(std::string_view text);

// Bytes that both begin with.
size_t CommonPrefix(std::string_view a, std::string_view b);
bool SameText(std::string_view a, std::string_view b, bool case_sensitive);

// The whole of `token` as a decimal number: [+-] digits [. digits] [e [+-] digits]. One too large
// for a double is none; one too small is zero. No locale has a say. As Kattis' validator reads
// them, but for what it reads by accident: hexadecimal, "1e" as 1, and what stands before a NUL.
std::optional<double> ReadNumber(std::string_view token);
bool ComparesNumbers(const ComparisonSpec& spec);
bool TokensEqual(const ComparisonSpec& spec, std::string_view expected, std::string_view actual);

// What stands at a place of both texts and is not the same: views into them, empty at their ends.
struct Difference {
  enum class Of : uint8_t { kToken, kSeparator, kLine } of = Of::kToken;
  std::string_view expected, actual;
};

// Each: nothing where they are equal.
std::optional<Difference> CompareTokens(const ComparisonSpec& spec, std::string_view expected,
                                        std::string_view actual);
std::optional<Difference> CompareDecimals(const ComparisonSpec& spec, std::string_view expected,
                                          std::string_view actual);
std::optional<Difference> CompareLines(const ComparisonSpec& spec, std::string_view expected,
                                       std::string_view actual);
std::optional<Difference> CompareStrippedLines(const ComparisonSpec& spec,
                                               std::string_view expected, std::string_view actual);

// These say themselves what differs.
Comparison CompareLineCount(std::string_view expected, std::string_view actual);
Result<Comparison> CompareLineMatches(const ComparisonSpec& spec, std::string_view expected,
                                      std::string_view actual);
Result<Comparison> CompareInAnyOrder(const ComparisonSpec& spec, std::string_view expected,
                                     std::string_view actual);
Comparison CompareCharacters(std::string_view expected, std::string_view actual);
Result<Comparison> CompareRegex(const ComparisonSpec& spec, std::string_view expected,
                                std::string_view actual);

Comparison Equal();
// `part` must be a view into `text`.
inline uint64_t Offset(std::string_view text, std::string_view part) {
  return static_cast<uint64_t>(part.data() - text.data());
}
// "line 3, token 2: expected \"7\", got \"8\"", found by going over the texts once more.
Comparison Describe(const ComparisonSpec& spec, std::string_view expected, std::string_view actual,
                    const Difference& difference);
uint64_t LineOf(std::string_view text, uint64_t offset);  // from 1

}  // namespace assay::grader::compare
