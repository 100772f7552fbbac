#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "grader/report/escape.h"
#include "grader/report/html_diff.h"
#include "grader/report/html_parts.h"
#include "grader/report/html_text.h"

namespace assay::grader::html {
namespace {

using Notes = std::vector<const Annotation*>;

constexpr int kContext = 2;  // lines before and after a note

struct Look {
  std::string_view kind, sign, name;
};
Look LookOf(Annotation::Severity severity) {
  switch (severity) {
    case Annotation::Severity::kNote:
      return {"note", "i", "Note"};
    case Annotation::Severity::kWarning:
      return {"limit", "▲", "Warning"};
    case Annotation::Severity::kError:
      break;
  }
  return {"bad", "✗", "Error"};
}

std::string Note(const Annotation& note, bool with_place) {
  const Look look = LookOf(note.severity);
  std::string place;
  if (with_place) {
    place = fmt::format("<span class=\"place\">line {}{}</span> ", note.line,
                        note.column > 0 ? fmt::format(", column {}", note.column) : "");
  }
  std::string source = EscapeXml(note.rule);
  if (!note.tool.empty())
    source += fmt::format("{}{}", source.empty() ? "" : " · ", EscapeXml(note.tool));
  return fmt::format(
      "<div class=\"note {}\"><span class=\"badge {}\"><span aria-hidden=\"true\">{} </span>{}"
      "</span> {}{} <small>{}</small></div>",
      look.kind, look.kind, look.sign, look.name, place, EscapeXml(note.message), source);
}

std::string WithSource(const Notes& notes, const std::string& source) {
  const auto lines = SplitLines(source);
  std::set<size_t> shown;  // from 0
  const auto index = [&](const Annotation& note) {
    return static_cast<size_t>(std::max(note.line, 1) - 1);
  };
  for (const Annotation* note : notes) {
    const size_t at = index(*note);
    for (size_t i = at - std::min<size_t>(at, kContext); i <= at + kContext && i < lines.size();
         ++i)
      shown.insert(i);
  }
  std::string out = "<div class=\"source\" tabindex=\"0\">\n";
  size_t next = 0;
  size_t told = 0;
  for (const size_t line : shown) {
    if (line != next && next != 0) out += "<div class=\"gap\" aria-hidden=\"true\">⋮</div>\n";
    next = line + 1;
    out += fmt::format("<div class=\"code\"><span class=\"no\">{}</span><code>{}</code></div>\n",
                       line + 1, EscapeXml(lines[line].substr(0, 500)));
    for (; told < notes.size() && index(*notes[told]) <= line; ++told)
      out += Note(*notes[told], false) + "\n";
  }
  // About lines that the file does not have.
  for (; told < notes.size(); ++told) out += Note(*notes[told], true) + "\n";
  return out + "</div>\n";
}

}  // namespace

std::string NotesSection(const ShownReport& report, const HtmlOptions& options) {
  if (report->annotations.empty()) return "";
  std::map<std::string, Notes> files;
  for (const Annotation& note : report->annotations) files[note.file].push_back(&note);
  std::string out =
      "<section aria-labelledby=\"notes\">\n<h2 id=\"notes\">Notes on the source</h2>\n";
  for (auto& [file, notes] : files) {
    std::stable_sort(notes.begin(), notes.end(), [](const Annotation* a, const Annotation* b) {
      return std::pair(a->line, a->column) < std::pair(b->line, b->column);
    });
    out += fmt::format("<h3 class=\"file\">{}</h3>\n", EscapeXml(file));
    if (const auto source = options.sources.find(file); source != options.sources.end()) {
      out += WithSource(notes, source->second);
      continue;
    }
    for (const Annotation* note : notes) out += Note(*note, true) + "\n";
  }
  return out + "</section>\n";
}

}  // namespace assay::grader::html
