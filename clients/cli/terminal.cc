#include "clients/cli/terminal.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace assay::client {
namespace {

constexpr std::string_view kEnd = "\033[0m";
constexpr std::string_view kReplacement = "\xef\xbf\xbd";  // U+FFFD
constexpr size_t kProgressBytes = 78;

std::string_view Colour(std::string_view verdict) {
  if (verdict == "AC") return "\033[32m";
  if (verdict == "JE") return "\033[35m";
  if (verdict == "CE" || verdict == "SKIP") return "\033[33m";
  return "\033[31m";
}

// The length of the well-formed character at the front (RFC 3629), 0 where there is none.
size_t CharacterLength(std::string_view text, uint32_t& value) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const size_t length = first < 0x80   ? 1
                        : first < 0xc2 ? 0
                        : first < 0xe0 ? 2
                        : first < 0xf0 ? 3
                        : first < 0xf5 ? 4
                                       : 0;
  if (length == 0 || length > text.size()) return 0;
  value = length == 1 ? first : first & (0x7fU >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return 0;
    value = (value << 6U) | (byte(i) & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) return 0;
  return length;
}

// C0, C1, and what turns the direction of the text around it.
bool IsControl(uint32_t value) {
  return value < 0x20 || (value >= 0x7f && value < 0xa0) || (value >= 0x202a && value <= 0x202e) ||
         (value >= 0x2066 && value <= 0x2069) || value == 0x2028 || value == 0x2029;
}

}  // namespace

std::string Printable(std::string_view text, Lines lines) {
  std::string out;
  while (!text.empty()) {
    uint32_t value = 0;
    const size_t length = CharacterLength(text, value);
    if (length == 0) {
      out += kReplacement;
    } else if (value == '\n' && lines == Lines::kKept) {
      out += '\n';
    } else if (IsControl(value)) {
      out += ' ';
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    uint32_t value = 0;
    const size_t length = CharacterLength(text, value);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

Terminal Terminal::OfProcess() {
  const char* no_colour = std::getenv("NO_COLOR");
  const bool plain = no_colour != nullptr && *no_colour != '\0';
  return {::isatty(STDOUT_FILENO) != 0 && !plain, ::isatty(STDERR_FILENO) != 0};
}

std::string Terminal::Paint(std::string_view verdict, std::string_view text, size_t width) const {
  const std::string padded = fmt::format("{:<{}}", text, width);
  if (!colour_) return padded;
  return fmt::format("{}{}{}", Colour(verdict), padded, kEnd);
}

std::string Terminal::Bold(std::string_view text) const {
  return colour_ ? fmt::format("\033[1m{}{}", text, kEnd) : std::string(text);
}

std::string Terminal::Dim(std::string_view text) const {
  return colour_ ? fmt::format("\033[2m{}{}", text, kEnd) : std::string(text);
}

void Terminal::Progress(std::string_view text) {
  if (!progress_) return;
  // Cut on a whole character: what a cut left over would be no UTF-8.
  size_t end = std::min(text.size(), kProgressBytes);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) {
    --end;
  }
  fmt::print(stderr, "\r\033[K{}", text.substr(0, end));
  std::fflush(stderr);
  shown_ = true;
}

void Terminal::Clear() {
  if (!shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  shown_ = false;
}

void Terminal::Note(std::string_view text) {
  Clear();
  fmt::print(stderr, "assay: {}\n", text);
}

}  // namespace assay::client
