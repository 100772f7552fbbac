#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

// How untrusted text gets into the formats of the report.
namespace assay::plagiarism::report {

// For the content of an HTML element. What is no UTF-8 becomes U+FFFD.
std::string EscapeHtml(std::string_view text);

// A CSV cell (RFC 4180), quoted where it must be; never a formula.
std::string CsvCell(std::string_view text);

// "2026-11-29T07:00:00Z", and back; nothing: no such time.
std::string IsoTime(std::chrono::system_clock::time_point time);
std::optional<std::chrono::system_clock::time_point> ParseIsoTime(std::string_view text);

// What is not finite is 0.
double Finite(double value);

// A file as the page has it: valid UTF-8, at most `max_bytes` of it, and where byte offsets of the
// file are in it, counted as JavaScript counts (UTF-16 units).
struct ShownText {
  std::string text;
  std::map<uint32_t, uint32_t> units;  // by byte offset; offsets past the end are at the end
  bool cut = false;
};
// `units` are the offsets that are wanted, with any values.
ShownText ShowText(std::string_view bytes, size_t max_bytes, std::map<uint32_t, uint32_t> units);

}  // namespace assay::plagiarism::report
