#include "runtime-images/proofs/lint_report.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace assay::runtime_images {
namespace {

using Rows = std::vector<std::string>;

// One element: its start tag, and what stands between that and its end tag.
struct Element {
  std::string tag;
  std::string inner;
};

// All elements of one name, as long as none of them holds another of the same name.
std::vector<Element> Elements(const std::string& text, const std::string& name) {
  std::vector<Element> elements;
  const std::string open = "<" + name;
  const std::string close = "</" + name + ">";
  for (size_t at = text.find(open); at != std::string::npos; at = text.find(open, at + 1)) {
    if (std::isalnum(static_cast<unsigned char>(text[at + open.size()])) != 0) continue;
    size_t end = at;
    char quote = 0;  // inside an attribute's value, which may hold '>'
    while (end < text.size() && (quote != 0 || text[end] != '>')) {
      const char c = text[end++];
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
      }
    }
    Element element{.tag = text.substr(at, end - at), .inner = ""};
    if (!element.tag.ends_with("/")) {
      element.inner = text.substr(end + 1, text.find(close, end) - end - 1);
    }
    elements.push_back(std::move(element));
  }
  return elements;
}

std::string Attribute(const Element& element, const std::string& name) {
  for (const char quote : {'"', '\''}) {
    const std::string open = " " + name + "=" + quote;
    const size_t at = element.tag.find(open);
    if (at == std::string::npos) continue;
    const size_t start = at + open.size();
    return element.tag.substr(start, element.tag.find(quote, start) - start);
  }
  return "";
}

std::string WithoutWorkFolder(std::string path) {
  for (const std::string_view prefix : {"/work/", "./"}) {
    if (path.starts_with(prefix)) path.erase(0, prefix.size());
  }
  return path;
}

// `line` has three groups: file, line, code.
Rows FindingRows(const std::string& text, const std::regex& line_pattern) {
  Rows rows;
  std::istringstream lines(text);
  std::smatch match;
  for (std::string line; std::getline(lines, line);) {
    if (!std::regex_match(line, match, line_pattern)) continue;
    rows.push_back(WithoutWorkFolder(match[1]) + ":" + match[2].str() + " " + match[3].str());
  }
  return rows;
}

Rows CheckstyleRows(const std::string& text) {
  Rows rows;
  for (const Element& file : Elements(text, "file")) {
    const std::string name = WithoutWorkFolder(Attribute(file, "name"));
    for (const Element& error : Elements(file.inner, "error")) {
      std::string code = Attribute(error, "source");
      code.erase(0, code.rfind('.') + 1);
      rows.push_back(name + ":" + Attribute(error, "line") + " " + code);
    }
  }
  return rows;
}

Rows Sorted(Rows rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

// A document that was cut off or never begun would otherwise look like one without findings.
Status CheckXml(std::string_view text) {
  if (text.starts_with("<?xml") && text.rfind("</checkstyle>") != std::string_view::npos) {
    return OkStatus();
  }
  return DataLoss("no whole XML document: no </checkstyle> at its end");
}

}  // namespace

Result<Rows> ReadLintReport(LintFormat format, std::string_view text) {
  static const std::regex kFlake8(R"(([^:]+):(\d+):\d+: (\w+):? .*)");
  static const std::regex kGcc(R"(([^:]+):(\d+):\d+: \w+: .* \[([\w.-]+)\])");
  const std::string copy(text);
  switch (format) {
    case LintFormat::kFlake8:
      return Sorted(FindingRows(copy, kFlake8));
    case LintFormat::kGcc:
      return Sorted(FindingRows(copy, kGcc));
    case LintFormat::kCheckstyleXml:
      ASSAY_RETURN_IF_ERROR(CheckXml(text));
      return Sorted(CheckstyleRows(copy));
  }
  return InvalidArgument("no reader for this format");
}

}  // namespace assay::runtime_images
