#include "grader/report/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/text.h"

namespace assay::grader {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

// Controls that make text after them read in another order than it stands in.
bool TurnsText(char32_t code) {
  return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

void AppendXml(char32_t code, std::string_view bytes, bool attribute, std::string& out) {
  switch (code) {
    case '&':
      out += "&amp;";
      return;
    case '<':
      out += "&lt;";
      return;
    case '>':
      out += "&gt;";
      return;
    case '"':
      out += "&quot;";
      return;
    case '\'':
      out += "&#39;";
      return;
    case '\t':
      out += attribute ? "&#9;" : "\t";
      return;
    case '\n':
      out += attribute ? "&#10;" : "\n";
      return;
    case '\r':
      out += "&#13;";
      return;  // a bare one is read as a line end
    default:
      break;
  }
  if (code < 0x20) {
    AppendUtf8(0x2400 + code, out);
  } else if (code == 0x7F) {
    AppendUtf8(0x2421, out);
  } else if ((code >= 0x80 && code < 0xA0) || (code & 0xFFFEU) == 0xFFFE ||
             (code >= 0xFDD0 && code <= 0xFDEF) || TurnsText(code)) {
    out += kReplacement;
  } else {
    out += bytes;
  }
}

std::string Escape(std::string_view text, bool attribute) {
  std::string out;
  out.reserve(text.size() + text.size() / 8);
  while (!text.empty()) {
    const CodePoint c = DecodeUtf8(text);
    const size_t length = std::max<size_t>(c.length, 1);
    if (c.length == 0) {
      out += kReplacement;
    } else {
      AppendXml(c.value, text.substr(0, length), attribute, out);
    }
    text.remove_prefix(length);
  }
  return out;
}

// What spreadsheets look at to tell a formula: the first character, blanks and quotes left out.
bool LooksLikeFormula(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\r\n\v\f'\"");
  if (first == std::string_view::npos) return text.find_first_of("\t\r") == 0;
  const std::string_view rest = text.substr(first);
  // … and the full-width forms, which some of them take for the same.
  for (const std::string_view sign :
       {"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"}) {
    if (rest.starts_with(sign)) return true;
  }
  return text.front() == '\t' || text.front() == '\r';
}

}  // namespace

std::string EscapeXml(std::string_view text) { return Escape(text, false); }
std::string EscapeXmlAttribute(std::string_view text) { return Escape(text, true); }

std::string CsvCell(std::string_view text) {
  std::string cell = ValidUtf8(text);
  std::replace(cell.begin(), cell.end(), '\0', ' ');  // ends the file for some readers
  if (LooksLikeFormula(cell)) cell.insert(0, 1, '\'');
  if (cell.find_first_of(",;\"\r\n\t") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string UriOfPath(std::string_view path) {
  std::string uri;
  for (const char c : path) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       std::string_view("-._~/").find(c) != std::string_view::npos;
    if (plain) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

double Finite(double value) { return std::isfinite(value) ? value : 0; }

std::string PlainNumber(double value) {
  // Points are sums of decimal fractions: nobody wants to read 0.30000000000000004.
  return fmt::format("{:.10g}", Finite(value));
}

double MilliSeconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

double Seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

}  // namespace assay::grader
