#include "common/http/url.h"

#include <algorithm>
#include <optional>

namespace assay::http {
namespace {

constexpr size_t kMaxPairs = 200;

std::optional<unsigned> HexDigit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return std::nullopt;
}

bool Unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

// The path of "http://host/path" or "/path"; "" where it is neither.
std::string_view StripAuthority(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const size_t slash = target.find('/', scheme.size());
    return slash == std::string_view::npos ? std::string_view() : target.substr(slash);
  }
  return target;
}

Status CheckSegments(std::string_view raw) {
  while (!raw.empty()) {
    raw.remove_prefix(1);  // the '/'
    const std::string_view segment = raw.substr(0, raw.find('/'));
    const auto result = PercentDecode(segment, false);
    if (!result.ok()) return result.status();
    const std::string_view decoded = *result;
    if (decoded == "." || decoded == "..")
      return InvalidArgument("the path holds a \".\" or \"..\" segment: write it without");
    if (decoded.find('/') != std::string_view::npos)
      return InvalidArgument("the path holds an encoded '/', which no name here may have");
    raw.remove_prefix(segment.size());
  }
  return OkStatus();
}

}  // namespace

Result<std::string> PercentDecode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto high = i + 1 < text.size() ? HexDigit(text[i + 1]) : std::nullopt;
      const auto low = i + 2 < text.size() ? HexDigit(text[i + 2]) : std::nullopt;
      if (!high || !low)
        return InvalidArgument("a '%' needs two hexadecimal digits after it; write %25 for itself");
      c = static_cast<char>(*high << 4U | *low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') return InvalidArgument("a NUL byte cannot stand in an address");
    out.push_back(c);
  }
  return out;
}

bool IsUtf8(std::string_view text) {
  const auto byte = [&text](size_t i) { return static_cast<unsigned char>(text[i]); };
  for (size_t i = 0; i < text.size();) {
    const unsigned first = byte(i);
    if (first < 0x80) {
      ++i;
      continue;
    }
    const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    if (first < 0xC2 || first > 0xF4 || i + length > text.size()) return false;
    // The second byte decides about overlong forms, surrogates and what is past the last character.
    unsigned least = 0x80;
    unsigned most = 0xBF;
    if (first == 0xE0) least = 0xA0;
    if (first == 0xED) most = 0x9F;
    if (first == 0xF0) least = 0x90;
    if (first == 0xF4) most = 0x8F;
    if (byte(i + 1) < least || byte(i + 1) > most) return false;
    for (size_t j = 2; j < length; ++j)
      if (byte(i + j) < 0x80 || byte(i + j) > 0xBF) return false;
    i += length;
  }
  return true;
}

std::string PercentEncode(std::string_view text) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (Unreserved(c)) {
      out.push_back(c);
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out.push_back('%');
    out.push_back(kDigits[byte >> 4U]);
    out.push_back(kDigits[byte & 15U]);
  }
  return out;
}

Result<Pairs> ParseForm(std::string_view text) {
  Pairs pairs;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    if (pairs.size() == kMaxPairs) return InvalidArgument("more than 200 parameters");
    const size_t equals = pair.find('=');
    ASSAY_ASSIGN_OR_RETURN(std::string name, PercentDecode(pair.substr(0, equals), true));
    std::string value;
    if (equals != std::string_view::npos) {
      ASSAY_ASSIGN_OR_RETURN(value, PercentDecode(pair.substr(equals + 1), true));
    }
    if (!IsUtf8(name) || !IsUtf8(value)) return InvalidArgument("a parameter is not UTF-8");
    pairs.emplace_back(std::move(name), std::move(value));
  }
  return pairs;
}

Result<Target> ParseTarget(std::string_view target) {
  const std::string_view local = StripAuthority(target);
  if (!local.starts_with('/'))
    return InvalidArgument("the request target must be a path that begins with '/'");
  if (local.find('#') != std::string_view::npos)
    return InvalidArgument("a fragment ('#…') is for the client alone; write %23 for itself");
  const size_t mark = local.find('?');
  const std::string_view raw = local.substr(0, mark);
  ASSAY_RETURN_IF_ERROR(CheckSegments(raw));
  Target result;
  ASSAY_ASSIGN_OR_RETURN(result.path, PercentDecode(raw, false));
  if (!IsUtf8(result.path)) return InvalidArgument("the path is not UTF-8");
  if (mark != std::string_view::npos) {
    ASSAY_ASSIGN_OR_RETURN(result.query, ParseForm(local.substr(mark + 1)));
  }
  return result;
}

}  // namespace assay::http
