#include "lms/courses/cartridge/texts.h"

#include "common/http/url.h"
#include "lms/courses/qti/xml.h"

namespace assay::courses::cartridge {

std::string ToUtf8(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (http::IsUtf8(text)) return std::string(text);
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      out += c;
    } else {
      out += static_cast<char>(0xC0U | (byte >> 6U));
      out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return out;
}

std::string OneLine(std::string_view text, size_t most) {
  std::string out;
  const std::string utf8 = ToUtf8(text);
  for (const char c : utf8) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  if (out.size() > most) {
    size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
    out.resize(end);
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

Result<std::unique_ptr<pugi::xml_document>> ParseXml(const std::string& text) {
  const std::string head = text.substr(0, 200);
  const bool other = head.starts_with("\xFE\xFF") || head.starts_with("\xFF\xFE") ||
                     head.find('\0') != std::string::npos ||
                     head.find("8859") != std::string::npos ||
                     head.find("latin1") != std::string::npos;
  return qti::Parse(other ? text : ToUtf8(text));
}

}  // namespace assay::courses::cartridge
