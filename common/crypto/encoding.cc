#include "common/crypto/encoding.h"

#include <array>
#include <cstdint>

namespace assay::crypto {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kStandard =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrl =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr uint8_t kNoDigit = 0xff;
using Values = std::array<uint8_t, 256>;

constexpr Values ValuesOf(std::string_view alphabet) {
  Values values{};
  for (auto& value : values) value = kNoDigit;
  for (size_t i = 0; i < alphabet.size(); ++i)
    values[static_cast<unsigned char>(alphabet[i])] = static_cast<uint8_t>(i);
  return values;
}
constexpr Values kHexValues = ValuesOf(kHexDigits);
constexpr Values kStandardValues = ValuesOf(kStandard);
constexpr Values kUrlValues = ValuesOf(kUrl);

std::string Encode(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = (bits << 8U) | static_cast<unsigned char>(c);
    for (held += 8; held >= 6;) {
      held -= 6;
      text += alphabet[(bits >> held) & 63U];
    }
  }
  if (held > 0) text += alphabet[(bits << (6 - held)) & 63U];
  if (padded) text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

Status BadAt(std::string_view what, size_t position) {
  return InvalidArgument(std::string(what) + " at character " + std::to_string(position + 1));
}

// `text` is without padding. `digits`: how many digits there were.
Result<std::string> Decode(std::string_view text, const Values& values, LineBreaks breaks,
                           size_t& digits) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 2);
  uint32_t bits = 0;
  unsigned held = 0;
  digits = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (breaks == LineBreaks::kSkipped && (text[i] == '\r' || text[i] == '\n')) continue;
    const uint8_t value = values[static_cast<unsigned char>(text[i])];
    if (value == kNoDigit) return BadAt("no base64 digit", i);
    ++digits;
    bits = (bits << 6U) | value;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>(bits >> held);
      bits &= (1U << held) - 1;
    }
  }
  if (held >= 6) return InvalidArgument("base64 ends in the middle of a byte");
  if (bits != 0) return InvalidArgument("base64 ends with bits that belong to no byte");
  return bytes;
}

}  // namespace

std::string HexEncode(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kHexDigits[byte >> 4U];
    text += kHexDigits[byte & 15U];
  }
  return text;
}

Result<std::string> HexDecode(std::string_view text) {
  if (text.size() % 2 != 0) return InvalidArgument("an odd number of hexadecimal digits");
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (size_t i = 0; i < text.size(); i += 2) {
    const uint8_t high = kHexValues[static_cast<unsigned char>(text[i])];
    const uint8_t low = kHexValues[static_cast<unsigned char>(text[i + 1])];
    if (high == kNoDigit) return BadAt("no lower-case hexadecimal digit", i);
    if (low == kNoDigit) return BadAt("no lower-case hexadecimal digit", i + 1);
    bytes += static_cast<char>((high << 4U) | low);
  }
  return bytes;
}

std::string Base64Encode(std::string_view bytes) { return Encode(bytes, kStandard, true); }
std::string Base64UrlEncode(std::string_view bytes) { return Encode(bytes, kUrl, false); }

Result<std::string> Base64Decode(std::string_view text, LineBreaks breaks) {
  if (breaks == LineBreaks::kSkipped)
    while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  size_t padding = 0;
  while (padding < 3 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  size_t digits = 0;
  ASSAY_ASSIGN_OR_RETURN(std::string bytes, Decode(text, kStandardValues, breaks, digits));
  if ((4 - digits % 4) % 4 != padding)
    return InvalidArgument("base64 is not padded as it should be");
  return bytes;
}

Result<std::string> Base64UrlDecode(std::string_view text) {
  size_t digits = 0;
  return Decode(text, kUrlValues, LineBreaks::kRefused, digits);
}

}  // namespace assay::crypto
