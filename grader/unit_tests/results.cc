#include "grader/unit_tests/results.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "grader/unit_tests/result_text.h"

namespace assay::grader {
namespace {

constexpr std::array<std::pair<ResultFormat, std::string_view>, 8> kNames{{
    {ResultFormat::kJunitXml, "junit-xml"},
    {ResultFormat::kTap, "tap"},
    {ResultFormat::kGoJson, "go-json"},
    {ResultFormat::kGoText, "go-text"},
    {ResultFormat::kLibtest, "libtest"},
    {ResultFormat::kJestJson, "jest-json"},
    {ResultFormat::kJestText, "jest-text"},
    {ResultFormat::kUnittestText, "unittest-text"},
}};

}  // namespace

std::optional<ResultFormat> ParseResultFormat(std::string_view name) {
  for (const auto& [format, known] : kNames) {
    if (known == name) return format;
  }
  return std::nullopt;
}

std::string_view ResultFormatName(ResultFormat format) {
  for (const auto& [known, name] : kNames) {
    if (known == format) return name;
  }
  return "unknown";
}

Result<SuiteResults> ParseResults(ResultFormat format, std::string_view bytes) {
  if (bytes.size() > kMaxResultBytes) {
    return ResourceExhausted("the results have " + std::to_string(bytes.size()) +
                             " bytes; at most " + std::to_string(kMaxResultBytes) + " are read");
  }
  switch (format) {
    case ResultFormat::kJunitXml:
      return result_text::ParseJunitXml(bytes);
    case ResultFormat::kTap:
      return result_text::ParseTap(bytes);
    case ResultFormat::kGoJson:
      return result_text::ParseGoJson(bytes);
    case ResultFormat::kGoText:
      return result_text::ParseGoText(bytes);
    case ResultFormat::kLibtest:
      return result_text::ParseLibtest(bytes);
    case ResultFormat::kJestJson:
      return result_text::ParseJestJson(bytes);
    case ResultFormat::kJestText:
      return result_text::ParseJestText(bytes);
    case ResultFormat::kUnittestText:
      return result_text::ParseUnittestText(bytes);
  }
  return Internal("a result format without a parser");
}

namespace result_text {

bool Lines::Next(std::string_view& line) {
  if (rest_.empty()) return false;
  const size_t end = rest_.find('\n');
  line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return true;
}

std::string_view Trim(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || (c >= '\t' && c <= '\r'); };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

bool Consume(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool ConsumeEnd(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text.remove_suffix(suffix.size());
  return true;
}

std::string Clip(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return std::string(text);
  size_t end = bytes;
  // Not inside of a UTF-8 character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

void AddLine(std::string& message, std::string_view line) {
  if (message.size() >= kMaxMessageBytes) return;
  if (!message.empty()) message += '\n';
  message += Clip(line, kMaxMessageBytes - std::min(message.size(), kMaxMessageBytes));
}

std::string WithoutColours(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\x1b' && at + 1 < text.size() && text[at + 1] == '[') {
      const size_t end = text.find_first_not_of("0123456789;", at + 2);
      if (end != std::string_view::npos && (text[end] == 'm' || text[end] == 'K')) {
        at = end;
        continue;
      }
    }
    plain += text[at];
  }
  return plain;
}

double Seconds(std::string_view text) {
  text = Trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || !std::isfinite(value) || value < 0) return 0;
  return value;
}

std::optional<int> Number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

void FindPlace(std::string_view line, ResultRow& row) {
  if (row.line != 0) return;
  line = Trim(line);
  const size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos || colon > 255) return;
  const std::string_view file = line.substr(0, colon);
  if (file.find('.') == std::string_view::npos || file.find(' ') != std::string_view::npos) return;
  const std::string_view rest = line.substr(colon + 1);
  const auto number = Number(rest.substr(0, rest.find_first_not_of("0123456789")));
  if (!number || *number == 0) return;
  if (row.file.empty()) row.file = std::string(file);
  row.line = *number;
}

Status AddRow(SuiteResults& results, ResultRow row) {
  if (results.rows.size() >= kMaxResultRows) {
    return ResourceExhausted("more than " + std::to_string(kMaxResultRows) + " test results");
  }
  row.name = Clip(row.name, kMaxNameBytes);
  row.id = Clip(row.id, kMaxNameBytes);
  row.suite = Clip(row.suite, kMaxNameBytes);
  row.file = Clip(row.file, kMaxNameBytes);
  row.message = Clip(row.message, kMaxMessageBytes);
  results.rows.push_back(std::move(row));
  return OkStatus();
}

}  // namespace result_text
}  // namespace assay::grader
