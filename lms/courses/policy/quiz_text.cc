// Texts and numbers as people write them.
#include <utf8proc.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "lms/courses/policy/quiz.h"

namespace assay::courses::quiz {
namespace {

constexpr size_t kLongestNumber = 64;

std::optional<std::string> Map(std::string_view text, unsigned options) {
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &mapped,
                   static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | options));
  if (size < 0) return std::nullopt;
  std::string result(reinterpret_cast<const char*>(mapped), static_cast<size_t>(size));
  std::free(mapped);  // NOLINT(cppcoreguidelines-no-malloc): as utf8proc asks
  return result;
}

bool IsSpace(utf8proc_int32_t c) {
  if (c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0x85) return true;
  const utf8proc_category_t category = utf8proc_category(c);
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

void Append(std::string& text, utf8proc_int32_t c) {
  utf8proc_uint8_t bytes[4];
  const utf8proc_ssize_t size = utf8proc_encode_char(c, bytes);
  text.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
}

template <typename Each>
void EachCharacter(std::string_view text, const Each& each) {
  while (!text.empty()) {
    utf8proc_int32_t c = 0;
    const utf8proc_ssize_t size =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (size <= 0) return;
    each(c);
    text.remove_prefix(static_cast<size_t>(size));
  }
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What groups digits stands between digits and is followed by three of them.
bool Groups(const std::string& text, size_t at) {
  if (at == 0 || !IsDigit(text[at - 1])) return false;
  size_t digits = 0;
  while (at + 1 + digits < text.size() && IsDigit(text[at + 1 + digits])) ++digits;
  return digits == 3;
}

// Signs in ASCII, spaces and apostrophes that group digits left out. Nothing: it is no number.
std::optional<std::string> Plain(std::string_view text) {
  const auto normal = Normal(text, true);  // full-width digits become digits, "E" becomes "e"
  if (!normal) return std::nullopt;
  std::string plain;
  EachCharacter(*normal, [&](utf8proc_int32_t c) {
    if (c == 0x2212 || c == 0x2013)
      plain += '-';  // minus sign, en dash
    else if (c == 0x2019)
      plain += '\'';
    else if (c < 0x80)
      plain += static_cast<char>(c);
    else
      plain += '?';
  });
  std::string result;
  for (size_t i = 0; i < plain.size(); ++i) {
    const char c = plain[i];
    if (c == ' ' || c == '\'') {
      if (!Groups(plain, i)) return std::nullopt;
      continue;
    }
    result += c;
  }
  return result;
}

// The decimal mark becomes a dot, what groups digits goes. Nothing: neither reading makes sense.
std::optional<std::string> WithDot(std::string text) {
  const auto dots = std::count(text.begin(), text.end(), '.');
  const auto commas = std::count(text.begin(), text.end(), ',');
  char mark = '.';
  if (dots > 0 && commas > 0)
    mark = text.find_last_of(".,") == text.find_last_of('.') ? '.' : ',';
  else if (commas == 1)
    mark = ',';
  else if (dots > 1 || commas > 1)
    mark = '\0';  // all of them group
  if (mark != '\0' && std::count(text.begin(), text.end(), mark) > 1) return std::nullopt;
  std::string result;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == mark) {
      result += '.';
    } else if (text[i] == '.' || text[i] == ',') {
      if (!Groups(text, i)) return std::nullopt;
    } else {
      result += text[i];
    }
  }
  return result;
}

}  // namespace

std::optional<std::string> Normal(std::string_view text, bool fold) {
  const auto mapped =
      Map(text, fold ? static_cast<unsigned>(UTF8PROC_COMPAT) | UTF8PROC_CASEFOLD : 0U);
  if (!mapped) return std::nullopt;
  std::string normal;
  bool space = false;
  EachCharacter(*mapped, [&](utf8proc_int32_t c) {
    if (IsSpace(c)) {
      space = !normal.empty();
      return;
    }
    if (space) normal += ' ';
    space = false;
    Append(normal, c);
  });
  return normal;
}

std::optional<double> ReadNumber(std::string_view text) {
  if (text.size() > kLongestNumber) return std::nullopt;
  const auto plain = Plain(text);
  if (!plain) return std::nullopt;
  const auto dotted = WithDot(*plain);
  if (!dotted) return std::nullopt;
  std::string_view rest = *dotted;
  if (rest.starts_with('+') && rest.size() > 1 && rest[1] != '-') rest.remove_prefix(1);
  // from_chars knows "nan" and "inf" too.
  if (rest.find_first_not_of("0123456789.e+-") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
  if (error != std::errc() || end != rest.data() + rest.size() || !std::isfinite(value))
    return std::nullopt;
  return value;
}

}  // namespace assay::courses::quiz
