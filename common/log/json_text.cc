#include "common/log/json_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>

namespace assay::log {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD
constexpr std::string_view kHex = "0123456789abcdef";

// The bytes of the UTF-8 character at the front of `text`, which is not empty; 0: not UTF-8
// (overlong forms, surrogates and what is past U+10FFFF included).
size_t CharacterLength(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const auto follows = [&](size_t i, uint8_t low = 0x80, uint8_t high = 0xBF) {
    return i < text.size() && byte(i) >= low && byte(i) <= high;
  };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    const uint8_t low = first == 0xE0 ? 0xA0 : 0x80;
    const uint8_t high = first == 0xED ? 0x9F : 0xBF;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    const uint8_t low = first == 0xF0 ? 0x90 : 0x80;
    const uint8_t high = first == 0xF4 ? 0x8F : 0xBF;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

// What stands for one character in a JSON string, and how many bytes of the text it was.
struct Piece {
  std::array<char, 6> escape{};
  std::string_view text;
  size_t used = 1;
};

void Escape(Piece& piece, uint8_t code) {
  const auto two = [&](char c) {
    piece.escape = {'\\', c};
    piece.text = {piece.escape.data(), 2};
  };
  switch (code) {
    case '"':
    case '\\':
      return two(static_cast<char>(code));
    case '\n':
      return two('n');
    case '\r':
      return two('r');
    case '\t':
      return two('t');
    default:
      piece.escape = {'\\', 'u', '0', '0', kHex[code >> 4U], kHex[code & 15U]};
      piece.text = {piece.escape.data(), piece.escape.size()};
  }
}

void Next(Piece& piece, std::string_view text) {
  const auto first = static_cast<uint8_t>(text[0]);
  piece.used = CharacterLength(text);
  if (piece.used == 0) {
    piece.used = 1;
    piece.text = kReplacement;
  } else if (first < 0x20 || first == '"' || first == '\\' || first == 0x7F) {
    Escape(piece, first);
  } else if (first == 0xC2 && static_cast<uint8_t>(text[1]) < 0xA0) {
    Escape(piece, static_cast<uint8_t>(text[1]));  // C1: U+0080 to U+009F
  } else {
    piece.text = text.substr(0, piece.used);
  }
}

}  // namespace

bool AppendJsonString(std::string& out, std::string_view text, size_t max_bytes) {
  size_t room = max_bytes < 2 ? 0 : max_bytes - 2;
  out += '"';
  while (!text.empty()) {
    Piece piece;
    Next(piece, text);
    if (piece.text.size() > room) break;
    room -= piece.text.size();
    out += piece.text;
    text.remove_prefix(piece.used);
  }
  out += '"';
  return text.empty();
}

void AppendJsonString(std::string& out, std::string_view text) {
  AppendJsonString(out, text, std::numeric_limits<size_t>::max());
}

std::string ReplaceInvalidUtf8(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = CharacterLength(text);
    out += length == 0 ? kReplacement : text.substr(0, length);
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

void AppendJsonNumber(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "\"NaN\"";
  } else if (std::isinf(value)) {
    out += value > 0 ? "\"Infinity\"" : "\"-Infinity\"";
  } else {
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value);
    out.append(text.data(), end.ptr);
  }
}

}  // namespace assay::log
