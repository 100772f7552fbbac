#include "grader/text.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::grader {
namespace {

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

void AppendVisible(std::string_view& text, std::string& out) {
  const CodePoint c = DecodeUtf8(text);
  const auto byte = static_cast<unsigned char>(text.front());
  if (c.length == 0) {
    out += fmt::format("\\x{:02x}", byte);
    text.remove_prefix(1);
    return;
  }
  switch (c.value) {
    case '\n':
      out += "\\n";
      break;
    case '\t':
      out += "\\t";
      break;
    case '\r':
      out += "\\r";
      break;
    case '"':
      out += "\\\"";
      break;
    case '\\':
      out += "\\\\";
      break;
    default:
      if (!IsInvisible(c.value)) {
        out += text.substr(0, c.length);
      } else if (c.value < 0x80) {
        out += fmt::format("\\x{:02x}", byte);
      } else {
        out += fmt::format("\\u{{{:x}}}", static_cast<uint32_t>(c.value));
      }
  }
  text.remove_prefix(c.length);
}

// `text` from `from` on, `limit` bytes and the rest of the character that they end in.
std::string QuotedWindow(std::string_view text, size_t from, size_t limit) {
  std::string out = from > 0 ? "\"…" : "\"";
  text.remove_prefix(from);
  const size_t whole = text.size();
  // A few bytes are not worth an ellipsis.
  const size_t keep = whole <= limit + 4 ? whole : limit;
  while (!text.empty() && whole - text.size() < keep) AppendVisible(text, out);
  return out + (text.empty() ? "\"" : "…\"");
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return {first, 1};
  const size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < length) return {};
  char32_t code = first & (0x7FU >> length);
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text[i])) return {};
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  if (overlong || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return {};
  return {code, length};
}

void AppendUtf8(char32_t code, std::string& out) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  constexpr unsigned char kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out += static_cast<char>(kLead[more] | (code >> (6U * more)));
  for (size_t i = more; i-- > 0;) out += static_cast<char>(0x80U | ((code >> (6U * i)) & 0x3FU));
}

std::string ValidUtf8(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const CodePoint c = DecodeUtf8(text);
    if (c.length == 0) {
      out += "\xEF\xBF\xBD";
    } else {
      out += text.substr(0, c.length);
    }
    text.remove_prefix(std::max<size_t>(c.length, 1));
  }
  return out;
}

bool IsInvisible(char32_t code) {
  const auto within = [code](char32_t low, char32_t high) { return code >= low && code <= high; };
  return code < 0x20 || within(0x7F, 0xA0) || code == 0xAD || code == 0x34F || code == 0x61C ||
         within(0x115F, 0x1160) || within(0x17B4, 0x17B5) || within(0x180B, 0x180F) ||
         within(0x2000, 0x200F) || within(0x2028, 0x202F) || within(0x205F, 0x206F) ||
         code == 0x3000 || code == 0x3164 || within(0xE000, 0xF8FF) || within(0xFE00, 0xFE0F) ||
         code == 0xFEFF || code == 0xFFA0 || within(0xFFF0, 0xFFFB) || code >= 0xE0000 ||
         (code & 0xFFFEU) == 0xFFFE;
}

std::string Quoted(std::string_view text, size_t limit) { return QuotedWindow(text, 0, limit); }

std::pair<std::string, std::string> QuotedPair(std::string_view a, std::string_view b,
                                               size_t limit) {
  const size_t shorter = std::min(a.size(), b.size());
  const auto same = static_cast<size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<ptrdiff_t>(shorter), b.begin()).first -
      a.begin());
  size_t from = 0;
  if (same > limit / 2 && std::max(a.size(), b.size()) > limit + 4) {
    from = same - limit / 4;
    for (int i = 0; i < 3 && from > 0 && from < a.size() && IsContinuation(a[from]); ++i) --from;
  }
  return {QuotedWindow(a, from, limit), QuotedWindow(b, from, limit)};
}

}  // namespace assay::grader
