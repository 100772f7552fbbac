#include "grader/analysis/findings.h"

#include <charconv>
#include <optional>
#include <pugixml.hpp>

namespace assay::grader {
namespace {

using Severity = Annotation::Severity;

constexpr size_t kMaxFindings = 10'000;
constexpr size_t kMaxText = 1000;

std::string Clip(std::string_view text) {
  while (!text.empty() && (text.back() == ' ' || text.back() == '\r')) text.remove_suffix(1);
  if (text.size() <= kMaxText) return std::string(text);
  size_t end = kMaxText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

std::string Path(std::string_view path) {
  for (const std::string_view prefix : {"./", "/work/"}) {
    if (path.starts_with(prefix)) path.remove_prefix(prefix.size());
  }
  return Clip(path);
}

Severity SeverityOf(std::string_view word) {
  if (word.find("error") != std::string_view::npos) return Severity::kError;
  if (word == "note" || word == "info" || word == "information" || word == "style")
    return Severity::kNote;
  return Severity::kWarning;
}

int Positive(std::string_view text, int otherwise) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && value > 0 ? value : otherwise;
}

// "path:12:3: rest" or "path:12: rest"; nullopt for other lines.
std::optional<Annotation> Place(std::string_view line, std::string_view& rest) {
  for (size_t colon = line.find(':'); colon != std::string_view::npos;
       colon = line.find(':', colon + 1)) {
    size_t at = colon + 1;
    const size_t end = line.find_first_not_of("0123456789", at);
    if (colon == 0 || end == at || end == std::string_view::npos || line[end] != ':') continue;
    Annotation note;
    note.file = Path(line.substr(0, colon));
    note.line = Positive(line.substr(at, end - at), 1);
    at = end + 1;
    const size_t column_end = line.find_first_not_of("0123456789", at);
    if (column_end != std::string_view::npos && column_end > at && line[column_end] == ':') {
      note.column = Positive(line.substr(at, column_end - at), 1);
      at = column_end + 1;
    }
    rest = line.substr(at);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    return note;
  }
  return std::nullopt;
}

// "E501 line too long", and pylint's "C0114: Missing docstring".
bool ReadFlake8(std::string_view rest, Annotation& note) {
  const size_t blank = rest.find(' ');
  if (blank == std::string_view::npos || blank == 0) return false;
  std::string_view code = rest.substr(0, blank);
  if (code.ends_with(':')) code.remove_suffix(1);
  note.rule = Clip(code);
  note.message = Clip(rest.substr(blank + 1));
  if (code.starts_with("E9") || code.starts_with("F") || code.starts_with("E0"))
    note.severity = Severity::kError;
  return true;
}

// "warning: text [code]"
bool ReadGcc(std::string_view rest, Annotation& note) {
  const size_t colon = rest.find(": ");
  if (colon == std::string_view::npos || rest.substr(0, colon).find(' ') != std::string_view::npos)
    return false;
  note.severity = SeverityOf(rest.substr(0, colon));
  std::string_view text = rest.substr(colon + 2);
  const size_t open = text.rfind(" [");
  if (open != std::string_view::npos && text.ends_with(']')) {
    note.rule = Clip(text.substr(open + 2, text.size() - open - 3));
    text = text.substr(0, open);
  }
  note.message = Clip(text);
  // cppcheck speaks of itself, too.
  return note.rule != "missingIncludeSystem" && note.rule != "missingInclude" &&
         note.rule != "checkersReport" && note.file != "nofile";
}

Result<std::vector<Annotation>> Text(std::string_view report,
                                     bool (*read)(std::string_view, Annotation&)) {
  std::vector<Annotation> notes;
  while (!report.empty() && notes.size() < kMaxFindings) {
    const size_t end = report.find('\n');
    const std::string_view line = report.substr(0, end);
    report.remove_prefix(end == std::string_view::npos ? report.size() : end + 1);
    std::string_view rest;
    auto note = Place(line, rest);
    if (note && read(rest, *note)) notes.push_back(std::move(*note));
  }
  return notes;
}

Result<std::vector<Annotation>> Checkstyle(std::string_view report) {
  pugi::xml_document document;
  const auto parsed =
      document.load_buffer(report.data(), report.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    return InvalidArgument("the linter's XML is not well-formed at byte " +
                           std::to_string(parsed.offset) + ": " + parsed.description());
  }
  const pugi::xml_node root = document.child("checkstyle");
  if (!root) return InvalidArgument("the linter's XML has no <checkstyle>");
  std::vector<Annotation> notes;
  for (const pugi::xml_node& file : root.children("file")) {
    for (const pugi::xml_node& error : file.children("error")) {
      if (notes.size() >= kMaxFindings) return notes;
      Annotation note;
      note.file = Path(file.attribute("name").as_string());
      note.line = Positive(error.attribute("line").as_string(), 1);
      note.column = Positive(error.attribute("column").as_string(), 1);
      note.severity = SeverityOf(error.attribute("severity").as_string("warning"));
      note.message = Clip(error.attribute("message").as_string());
      // "com.puppycrawl….IndentationCheck", "eslint.rules.no-unused-vars"
      const std::string_view source = error.attribute("source").as_string();
      const size_t dot = source.rfind('.');
      note.rule = Clip(dot == std::string_view::npos ? source : source.substr(dot + 1));
      notes.push_back(std::move(note));
    }
  }
  return notes;
}

}  // namespace

Result<std::vector<Annotation>> ParseFindings(runtime_images::LintFormat format,
                                              std::string_view report) {
  switch (format) {
    case runtime_images::LintFormat::kFlake8:
      return Text(report, &ReadFlake8);
    case runtime_images::LintFormat::kGcc:
      return Text(report, &ReadGcc);
    case runtime_images::LintFormat::kCheckstyleXml:
      return Checkstyle(report);
  }
  return Internal("a lint format without a parser");
}

}  // namespace assay::grader
