#include "plagiarism/report/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "common/log/json_text.h"

namespace assay::plagiarism::report {
namespace {

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

bool Continues(char c) { return (static_cast<uint8_t>(c) & 0xC0U) == 0x80; }

// The nearest offset before or at `offset` that is not inside of a character.
size_t Boundary(std::string_view text, size_t offset) {
  if (offset >= text.size()) return text.size();
  size_t at = offset;
  for (int back = 0; back < 3 && at > 0 && Continues(text[at]); ++back) --at;
  // A character has at most three such bytes: those of a longer run are each for themselves.
  return Continues(text[at]) ? offset : at;
}

// Of valid UTF-8: characters outside of the basic plane have four bytes and two units.
uint32_t Utf16Units(std::string_view text) {
  uint32_t units = 0;
  for (const char c : text) {
    if (!Continues(c)) units += static_cast<uint8_t>(c) >= 0xF0 ? 2 : 1;
  }
  return units;
}

}  // namespace

std::string EscapeHtml(std::string_view text) {
  std::string out;
  for (const char c : log::ReplaceInvalidUtf8(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '\0':
        out += ' ';
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string CsvCell(std::string_view text) {
  std::string cell = log::ReplaceInvalidUtf8(text);
  std::replace(cell.begin(), cell.end(), '\0', ' ');  // ends the file for some readers
  if (!cell.empty() && LooksLikeFormula(cell)) cell.insert(0, 1, '\'');
  if (cell.find_first_of(",;\"\r\n\t") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string IsoTime(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  if (gmtime_r(&seconds, &utc) == nullptr) return "";
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1,
                     utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
}

std::optional<std::chrono::system_clock::time_point> ParseIsoTime(std::string_view text) {
  const std::string copy(text);
  std::tm utc{};
  const char* end = strptime(copy.c_str(), "%Y-%m-%dT%H:%M:%S", &utc);
  if (end == nullptr) return std::nullopt;
  // The page writes milliseconds (toISOString); they say nothing that anybody asks for.
  if (*end == '.') {
    ++end;
    while (*end >= '0' && *end <= '9') ++end;
  }
  // The clock counts nanoseconds: it ends in 2262.
  constexpr int kFirstYear = 70, kLastYear = 300;
  if (std::string_view(end) != "Z" || utc.tm_year < kFirstYear || utc.tm_year > kLastYear)
    return std::nullopt;
  return std::chrono::system_clock::from_time_t(timegm(&utc));
}

double Finite(double value) { return std::isfinite(value) ? value : 0; }

ShownText ShowText(std::string_view bytes, size_t max_bytes, std::map<uint32_t, uint32_t> units) {
  ShownText shown;
  const std::string_view kept = bytes.substr(0, Boundary(bytes, max_bytes));
  shown.cut = kept.size() < bytes.size();
  size_t done = 0;
  uint32_t at = 0;
  const auto show_until = [&](size_t end) {
    const std::string part = log::ReplaceInvalidUtf8(kept.substr(done, end - done));
    at += Utf16Units(part);
    shown.text += part;
    done = end;
  };
  for (auto& [offset, unit] : units) {
    show_until(std::max(done, Boundary(kept, offset)));
    unit = at;
  }
  show_until(kept.size());
  shown.units = std::move(units);
  return shown;
}

}  // namespace assay::plagiarism::report
