#include "common/archive/entry_name.h"

#include <algorithm>

namespace assay {
namespace {

constexpr size_t kShownBytes = 120;
constexpr size_t kMaxComponentBytes = 255;  // NAME_MAX of the file systems at hand

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

// The length of the well-formed UTF-8 sequence at the start of `text`, 0 where there is none:
// overlong forms, surrogates and what is past U+10FFFF are none.
size_t Utf8Length(std::string_view text) {
  const auto at = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  size_t length = 0;
  if (first >= 0xc2 && first <= 0xdf) length = 2;
  if (first >= 0xe0 && first <= 0xef) length = 3;
  if (first >= 0xf0 && first <= 0xf4) length = 4;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((at(i) & 0xc0U) != 0x80) return 0;
  }
  const unsigned char second = at(1);
  if ((first == 0xe0 && second < 0xa0) || (first == 0xed && second > 0x9f) ||
      (first == 0xf0 && second < 0x90) || (first == 0xf4 && second > 0x8f)) {
    return 0;
  }
  return length;
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = Utf8Length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

bool HasDriveLetter(std::string_view name) {
  const auto lower = static_cast<unsigned char>(name.empty() ? 0 : name[0] | 0x20);
  return name.size() >= 2 && name[1] == ':' && lower >= 'a' && lower <= 'z';
}

// What is wrong with the name as a whole; nullptr when nothing is.
const char* WrongWithName(std::string_view name) {
  if (name.empty()) return "has no name";
  if (name[0] == '/') return "is an absolute path";
  if (HasDriveLetter(name)) return "begins with a drive letter";
  if (name.find('\\') != std::string_view::npos) {
    return "has a backslash in its name; pack it with a tool that separates folders by \"/\"";
  }
  if (std::any_of(name.begin(), name.end(), IsControl)) {
    return "has a control character in its name";
  }
  if (!IsUtf8(name)) return "has a name that is not UTF-8; pack it with UTF-8 names";
  return nullptr;
}

}  // namespace

std::string EscapeName(std::string_view name) {
  static constexpr char kHex[] = "0123456789abcdef";
  std::string text = "\"";
  std::string_view rest = name;
  while (!rest.empty() && text.size() < kShownBytes) {
    const size_t length = Utf8Length(rest);
    const char c = rest[0];
    if (length == 0 || IsControl(c)) {
      const auto byte = static_cast<unsigned char>(c);
      text += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += rest.substr(0, length);
    }
    rest.remove_prefix(std::max<size_t>(length, 1));
  }
  return text + (rest.empty() ? "\"" : "…\"");
}

Result<std::string> CheckEntryName(std::string_view name, const ArchiveLimits& limits) {
  const auto wrong = [&](const std::string& what) {
    return InvalidArgument("the entry " + EscapeName(name) + " " + what);
  };
  if (const char* what = WrongWithName(name)) return wrong(what);
  std::string path;
  uint32_t depth = 0;
  for (size_t at = 0; at <= name.size();) {
    const size_t end = std::min(name.find('/', at), name.size());
    const std::string_view component = name.substr(at, end - at);
    at = end + 1;
    if (component.empty() || component == ".") continue;
    if (component == "..") return wrong("leaves its folder by \"..\"");
    if (component.size() > kMaxComponentBytes) {
      return wrong("has a part of " + std::to_string(component.size()) + " bytes in its name, " +
                   "more than " + std::to_string(kMaxComponentBytes));
    }
    if (++depth > limits.depth) {
      return wrong("stands more than " + std::to_string(limits.depth) + " folders deep");
    }
    if (!path.empty()) path += '/';
    path += component;
    if (path.size() > limits.path_bytes) {
      return wrong("has a path longer than " + std::to_string(limits.path_bytes) + " bytes");
    }
  }
  return path;
}

}  // namespace assay
