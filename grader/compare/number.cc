#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>

#include "grader/compare/internal.h"

namespace assay::grader::compare {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Of a number that from_chars found out of range: too small rather than too large? The place of its
// first digit that is not zero, moved by the exponent, tells.
bool IsTooSmall(std::string_view number) {
  const size_t e = std::min(number.find_first_of("eE"), number.size());
  const std::string_view mantissa = number.substr(0, e);
  const size_t point = std::min(mantissa.find('.'), mantissa.size());
  const size_t first = mantissa.find_first_of("123456789");
  if (first == std::string_view::npos) return true;
  if (e == number.size()) return first > point;
  std::string_view exponent = number.substr(e + 1);
  const bool negative = exponent.front() == '-';
  if (negative || exponent.front() == '+') exponent.remove_prefix(1);
  int64_t value = 0;
  for (const char c : exponent) value = std::min<int64_t>(value * 10 + (c - '0'), int64_t{1} << 50);
  const int64_t place = static_cast<int64_t>(point) - static_cast<int64_t>(first);
  return place + (negative ? -value : value) < 0;
}

// Doubles in order, as integers whose neighbours are one apart; both zeros are the same.
uint64_t Rank(double value) {
  const auto bits = std::bit_cast<uint64_t>(value);
  constexpr uint64_t kSign = uint64_t{1} << 63U;
  return (bits & kSign) != 0 ? kSign - (bits - kSign) : kSign + bits;
}

// DMOJ's checkers/floats.py, its three error modes.
bool WithinDecimals(const ComparisonSpec& spec, double expected, double actual) {
  const double epsilon = std::pow(10.0, -spec.decimals);
  const double distance = std::abs(actual - expected);
  switch (spec.decimals_mode) {
    case ComparisonSpec::DecimalsMode::kAbsolute:
      return distance <= epsilon;
    case ComparisonSpec::DecimalsMode::kRelative: {
      const double a = expected * (1 - epsilon);
      const double b = expected * (1 + epsilon);
      return std::min(a, b) <= actual && actual <= std::max(a, b);
    }
    case ComparisonSpec::DecimalsMode::kEither:
      break;
  }
  return distance <= epsilon ||
         (std::abs(expected) >= epsilon && std::abs(1.0 - actual / expected) <= epsilon);
}

bool Within(const ComparisonSpec& spec, double expected, double actual) {
  if (spec.decimals >= 0) return WithinDecimals(spec, expected, actual);
  const double distance = std::abs(expected - actual);
  if (!std::isfinite(distance)) return false;  // or infinity would be within a tolerance of it
  if (spec.absolute && distance <= *spec.absolute) return true;
  if (spec.relative && distance <= *spec.relative * std::abs(expected)) return true;
  if (!spec.ulp) return false;
  const uint64_t a = Rank(expected);
  const uint64_t b = Rank(actual);
  return std::max(a, b) - std::min(a, b) <= *spec.ulp;
}

}  // namespace

std::optional<double> ReadNumber(std::string_view token) {
  std::string_view number = token;
  if (!number.empty() && number.front() == '+') number.remove_prefix(1);  // not for from_chars
  const size_t sign = !number.empty() && number.front() == '-' && number.size() == token.size();
  // "inf", "nan" and "+-1" begin otherwise.
  if (number.size() == sign || (!IsDigit(number[sign]) && number[sign] != '.')) return {};
  double value = 0;
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    if (!IsTooSmall(number)) return {};
    return 0.0;
  }
  if (!std::isfinite(value)) return {};
  return value;
}

bool ComparesNumbers(const ComparisonSpec& spec) {
  return spec.decimals >= 0 || spec.absolute || spec.relative || spec.ulp;
}

bool TokensEqual(const ComparisonSpec& spec, std::string_view expected, std::string_view actual) {
  if (expected == actual) return true;
  if (ComparesNumbers(spec)) {
    if (const auto want = ReadNumber(expected)) {
      const auto have = ReadNumber(actual);
      return have && Within(spec, *want, *have);
    }
  }
  return !spec.case_sensitive && SameText(expected, actual, false);
}

}  // namespace assay::grader::compare
