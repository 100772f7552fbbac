#include <algorithm>
#include <cstring>

#include "grader/compare/internal.h"

namespace assay::grader::compare {
namespace {

bool HasLineEnd(std::string_view blanks) {
  return std::any_of(blanks.begin(), blanks.end(), IsLineEnd);
}

// The end of the last token that is whole within the first `same` bytes: up to there both texts are
// equal, whatever the options, and a comparison may begin there.
size_t LastTokenEnd(std::string_view text, size_t same) {
  while (same > 0 && !IsBlank(text[same - 1])) --same;
  while (same > 0 && IsBlank(text[same - 1])) --same;
  return same;
}

struct Cursor {
  std::string_view text;
  size_t at = 0;

  std::string_view Blanks() {
    const size_t begin = at;
    at = SkipBlanks(text, at);
    return text.substr(begin, at - begin);
  }
  std::string_view Token() {
    const size_t begin = at;
    at = SkipToken(text, at);
    return text.substr(begin, at - begin);
  }
  bool AtTokenEnd() const { return at == text.size() || IsBlank(text[at]); }
};

// Goes over one token in both at once. True: the same bytes in both.
bool PassSameToken(Cursor& expected, Cursor& actual) {
  const size_t most = std::min(expected.text.size() - expected.at, actual.text.size() - actual.at);
  const char* const e = expected.text.data() + expected.at;
  const char* const a = actual.text.data() + actual.at;
  size_t same = 0;
  while (same < most && e[same] == a[same] && !IsBlank(e[same])) ++same;
  expected.at += same;
  actual.at += same;
  return expected.AtTokenEnd() && actual.AtTokenEnd();
}

// One line, split as DMOJ splits: at every \r and \n, empty ones left out.
std::optional<std::string_view> NextFilledLine(std::string_view text, size_t& at) {
  while (at < text.size() && IsLineEnd(text[at])) ++at;
  if (at == text.size()) return {};
  const size_t begin = at;
  while (at < text.size() && !IsLineEnd(text[at])) ++at;
  return text.substr(begin, at - begin);
}

}  // namespace

std::optional<Difference> CompareTokens(const ComparisonSpec& spec, std::string_view expected,
                                        std::string_view actual) {
  const size_t same = CommonPrefix(expected, actual);
  if (same == expected.size() && same == actual.size()) return {};
  const size_t begin = LastTokenEnd(expected, same);
  Cursor want{expected, begin};
  Cursor have{actual, begin};
  for (;;) {
    const bool first = want.at == 0;
    const std::string_view want_blanks = want.Blanks();
    const std::string_view have_blanks = have.Blanks();
    if (spec.space_sensitive && want_blanks != have_blanks)
      return Difference{Difference::Of::kSeparator, want_blanks, have_blanks};
    const bool end = want.at == expected.size() || have.at == actual.size();
    if (spec.line_sensitive && !first && !end && HasLineEnd(want_blanks) != HasLineEnd(have_blanks))
      return Difference{Difference::Of::kSeparator, want_blanks, have_blanks};
    const size_t want_at = want.at;
    const size_t have_at = have.at;
    if (!end && PassSameToken(want, have)) continue;
    want.at = want_at;
    have.at = have_at;
    const std::string_view want_token = want.Token();
    const std::string_view have_token = have.Token();
    if (want_token.empty() && have_token.empty()) return {};
    if (want_token.empty() || have_token.empty() || !TokensEqual(spec, want_token, have_token))
      return Difference{Difference::Of::kToken, want_token, have_token};
  }
}

std::optional<Difference> CompareDecimals(const ComparisonSpec& spec, std::string_view expected,
                                          std::string_view actual) {
  size_t begin = CommonPrefix(expected, actual);
  if (begin == expected.size() && begin == actual.size()) return {};
  while (begin > 0 && !IsLineEnd(expected[begin - 1])) --begin;
  size_t want_at = begin;
  size_t have_at = begin;
  for (;;) {
    const auto want_line = NextFilledLine(expected, want_at);
    const auto have_line = NextFilledLine(actual, have_at);
    if (!want_line && !have_line) return {};
    if (!want_line || !have_line) {
      return Difference{Difference::Of::kLine, want_line.value_or(expected.substr(want_at)),
                        have_line.value_or(actual.substr(have_at))};
    }
    Cursor want{*want_line};
    Cursor have{*have_line};
    for (;;) {
      want.Blanks();
      have.Blanks();
      const std::string_view want_token = want.Token();
      const std::string_view have_token = have.Token();
      if (want_token.empty() && have_token.empty()) break;
      if (want_token.empty() || have_token.empty() || !TokensEqual(spec, want_token, have_token))
        return Difference{Difference::Of::kToken, want_token, have_token};
    }
  }
}

}  // namespace assay::grader::compare
