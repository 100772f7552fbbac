// Every comparison on any two texts. What it answers is checked against a slow implementation that
// copies and splits: neither may say equal where the other does not.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grader/compare.h"

namespace {

using assay::grader::Compare;
using assay::grader::ComparisonSpec;
using Kind = ComparisonSpec::Kind;
using Tokens = std::vector<std::string>;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string Fold(std::string text, bool case_sensitive) {
  if (!case_sensitive) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return text;
}

// Split at each byte of `at`; empty pieces stay.
Tokens Split(const std::string& text, const char* at) {
  Tokens pieces(1);
  for (const char c : text) {
    if (c != 0 && std::string_view(at).find(c) != std::string_view::npos) {
      pieces.emplace_back();
    } else {
      pieces.back() += c;
    }
  }
  return pieces;
}

Tokens Words(const std::string& text) {
  Tokens words = Split(text, " \t\n\v\f\r");
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  return words;
}

std::string Strip(std::string line) {
  while (!line.empty() && line.back() != 0 &&
         std::string_view(" \t\n\v\f\r").find(line.back()) != std::string_view::npos)
    line.pop_back();
  return line;
}

std::optional<double> Number(const std::string& token) {
  // A finite automaton by hand: std::regex recurses over the length of a token.
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < token.size() && token[at] >= '0' && token[at] <= '9') ++at;
    return at - begin;
  };
  if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
  size_t mantissa = digits();
  if (at < token.size() && token[at] == '.') {
    ++at;
    mantissa += digits();
  }
  if (mantissa == 0) return {};
  if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
    ++at;
    if (at < token.size() && (token[at] == '+' || token[at] == '-')) ++at;
    if (digits() == 0) return {};
  }
  if (at != token.size()) return {};
  const double value = std::strtod(token.c_str(), nullptr);  // the C locale: nobody sets another
  if (std::isinf(value)) return {};
  return value;
}

bool SameToken(const ComparisonSpec& spec, const std::string& a, const std::string& b) {
  if (spec.absolute || spec.relative) {
    const auto x = Number(a);
    const auto y = Number(b);
    if (x && y) {
      const double off = std::fabs(*x - *y);
      if (std::isinf(off)) return false;
      return (spec.absolute && off <= *spec.absolute) ||
             (spec.relative && off <= *spec.relative * std::fabs(*x));
    }
    if (x) return false;
  }
  return Fold(a, spec.case_sensitive) == Fold(b, spec.case_sensitive);
}

Tokens Lines(const std::string& text, const ComparisonSpec& spec) {
  Tokens lines = Split(text, "\n");
  for (std::string& line : lines) line = Fold(Strip(line), spec.case_sensitive);
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

// The kinds that it knows.
std::optional<bool> Reference(const ComparisonSpec& spec, const std::string& e,
                              const std::string& a) {
  switch (spec.kind) {
    case Kind::kExact:
      return e == a;
    case Kind::kLines:
      return Lines(e, spec) == Lines(a, spec);
    case Kind::kSortedTokens: {
      Tokens x = Words(Fold(e, spec.case_sensitive));
      Tokens y = Words(Fold(a, spec.case_sensitive));
      std::sort(x.begin(), x.end());
      std::sort(y.begin(), y.end());
      return x == y;
    }
    case Kind::kUnordered: {
      if (spec.space_sensitive) {
        Tokens x = Lines(e, spec);
        Tokens y = Lines(a, spec);
        std::sort(x.begin(), x.end());
        std::sort(y.begin(), y.end());
        return x == y;
      }
      const auto lines = [&](const std::string& text) {
        std::vector<Tokens> result;
        for (const std::string& line : Split(Fold(text, spec.case_sensitive), "\r\n")) {
          if (!line.empty()) result.push_back(Words(line));
        }
        std::sort(result.begin(), result.end());
        return result;
      };
      return lines(e) == lines(a);
    }
    case Kind::kTokens: {
      if (spec.space_sensitive || spec.line_sensitive || spec.ulp || spec.decimals >= 0) return {};
      const Tokens x = Words(e);
      const Tokens y = Words(a);
      return std::equal(
          x.begin(), x.end(), y.begin(), y.end(),
          [&](const std::string& p, const std::string& q) { return SameToken(spec, p, q); });
    }
    default:
      return {};
  }
}

ComparisonSpec SpecOf(const uint8_t* bytes) {
  ComparisonSpec spec;
  spec.kind = static_cast<Kind>(bytes[0] % 11);
  spec.case_sensitive = (bytes[1] & 1U) == 0;
  spec.space_sensitive = (bytes[1] & 2U) != 0;
  spec.line_sensitive = (bytes[1] & 4U) != 0;
  spec.presentation_error = (bytes[1] & 8U) != 0;
  spec.skip_empty_lines = (bytes[1] & 16U) != 0;
  spec.all_lines = (bytes[1] & 32U) != 0;
  constexpr double kTolerances[] = {0, 1e-9, 1e-6, 0.5, 100, 1e300};
  if ((bytes[2] & 1U) != 0) spec.absolute = kTolerances[bytes[2] / 8 % 6];
  if ((bytes[2] & 2U) != 0) spec.relative = kTolerances[bytes[2] / 8 % 6];
  if ((bytes[2] & 4U) != 0) spec.ulp = bytes[2] / 8;
  if ((bytes[3] & 1U) != 0) spec.decimals = bytes[3] / 8;
  spec.decimals_mode = static_cast<ComparisonSpec::DecimalsMode>(bytes[3] / 2 % 3);
  return spec;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 4) return 0;
  const ComparisonSpec spec = SpecOf(data);
  const std::string text(reinterpret_cast<const char*>(data) + 4, size - 4);
  constexpr std::string_view kBetween = "\n--\n";
  const size_t cut = text.find(kBetween);
  const std::string e = text.substr(0, cut);
  const std::string a = cut == std::string::npos ? e : text.substr(cut + kBetween.size());

  const auto result = Compare(spec, e, a);
  if (!result.ok()) {
    Require(spec.kind == Kind::kRegex);
    return 0;
  }
  Require(result->expected_offset <= e.size() && result->actual_offset <= a.size());
  Require(result->equal == (result->score == 1) && result->equal == result->difference.empty());
  Require(result->score >= 0 && result->difference.size() < 2000);
  Require(!result->presentation || !result->equal);
  if (const auto wanted = Reference(spec, e, a)) Require(*wanted == result->equal);
  if (spec.kind != Kind::kRegex && spec.kind != Kind::kNonEmpty)
    Require(Compare(spec, e, e)->equal);
  const bool directed = spec.relative || spec.decimals >= 0;
  if (spec.kind == Kind::kTokens && !directed) Require(Compare(spec, a, e)->equal == result->equal);
  return 0;
}
