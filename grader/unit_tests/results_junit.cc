#include <pugixml.hpp>
#include <utility>

#include "grader/unit_tests/result_text.h"

// JUnit XML has no schema that its writers keep; what they have in common is read. pugixml expands
// no entities of a document's own and skips its DOCTYPE, so that a small file stays small.
namespace assay::grader::result_text {
namespace {

using Outcome = ResultRow::Outcome;

// JUnit's console launcher writes "display-name: adds two numbers" into system-out.
std::string DisplayName(std::string_view out) {
  const size_t at = out.find("display-name: ");
  if (at == std::string_view::npos) return {};
  out.remove_prefix(at + 14);
  return std::string(Trim(out.substr(0, out.find('\n'))));
}

// "message" first; the text behind it only where it says something else.
void AddWhy(const pugi::xml_node& node, std::string& message) {
  const std::string_view said = Trim(node.attribute("message").as_string());
  const std::string_view text = Trim(node.child_value());
  if (!said.empty()) AddLine(message, said);
  if (!text.empty() && !text.starts_with(said)) {
    AddLine(message, text);
  } else if (text.size() > said.size()) {
    message.clear();
    AddLine(message, text);
  }
}

// The names of the suites around a test, the outermost first.
std::string SuitePath(const pugi::xml_node& node) {
  std::string path;
  for (pugi::xml_node at = node.parent(); at && path.size() < kMaxNameBytes; at = at.parent()) {
    const std::string name = at.attribute("name").as_string();
    if (std::string_view(at.name()) != "testsuite" || name.empty()) continue;
    path = path.empty() ? name : name + " > " + path;
  }
  return path;
}

ResultRow ReadCase(const pugi::xml_node& node) {
  ResultRow row;
  row.name = node.attribute("name").as_string();
  row.suite = node.attribute("classname").as_string();
  // Node.js calls every class "test".
  if (row.suite.empty() || row.suite == "test") row.suite = SuitePath(node);
  row.file = node.attribute("file").as_string();
  row.line = Number(node.attribute("line").as_string()).value_or(0);
  row.seconds = Seconds(node.attribute("time").as_string());
  std::string skipped;
  bool is_skipped = false;
  for (const pugi::xml_node& child : node.children()) {
    const std::string_view name = child.name();
    if (name == "failure" || name == "error") {
      // An error weighs more: the test never came to its assertion.
      if (name == "error" || row.outcome == Outcome::kPass)
        row.outcome = name == "error" ? Outcome::kError : Outcome::kFail;
      AddWhy(child, row.message);
    } else if (name == "skipped" || name == "disabled") {
      is_skipped = true;
      AddWhy(child, skipped);
    } else if (name == "system-out") {
      const std::string display = DisplayName(child.child_value());
      if (!display.empty() && display != row.name) {
        row.id = std::exchange(row.name, display);
      }
    }
  }
  // gtest says it in attributes: status "notrun", result "suppressed" or "skipped".
  const std::string_view status = node.attribute("status").as_string();
  const std::string_view result = node.attribute("result").as_string();
  is_skipped = is_skipped || status == "notrun" || status == "disabled" || result == "skipped" ||
               result == "suppressed";
  if (row.outcome == Outcome::kPass) {
    if (is_skipped) {
      row.outcome = Outcome::kSkip;
      row.message = skipped;
    } else if (status == "failed" || status == "error") {
      row.outcome = Outcome::kFail;
    }
  }
  for (Lines lines(row.message); row.line == 0;) {
    std::string_view line;
    if (!lines.Next(line)) break;
    FindPlace(line, row);
  }
  return row;
}

Status ReadSuite(const pugi::xml_node& top, SuiteResults& results) {
  // Depth first without recursion: a document may nest as deep as it likes.
  pugi::xml_node node = top;
  while (node) {
    const std::string_view name = node.name();
    bool enter = name == "testsuites" || name == "testsuite";
    if (name == "testcase") {
      ASSAY_RETURN_IF_ERROR(AddRow(results, ReadCase(node)));
    } else if (name == "error" && std::string_view(node.parent().name()) == "testsuite") {
      AddWhy(node, results.problem);  // surefire, where a suite could not be set up
    }
    if (enter && node.first_child()) {
      node = node.first_child();
      continue;
    }
    while (node && node != top && !node.next_sibling()) node = node.parent();
    if (!node || node == top) break;
    node = node.next_sibling();
  }
  return OkStatus();
}

}  // namespace

Result<SuiteResults> ParseJunitXml(std::string_view bytes) {
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(bytes.data(), bytes.size(), pugi::parse_default, pugi::encoding_utf8);
  if (!parsed) {
    return InvalidArgument("the JUnit XML is not well-formed at byte " +
                           std::to_string(parsed.offset) + ": " + parsed.description());
  }
  const pugi::xml_node root = document.document_element();
  const std::string_view name = root.name();
  if (name != "testsuites" && name != "testsuite") {
    return InvalidArgument("the JUnit XML begins with <" + Clip(name, 64) +
                           ">, not with <testsuites> or <testsuite>");
  }
  SuiteResults results;
  ASSAY_RETURN_IF_ERROR(ReadSuite(root, results));
  results.complete = results.problem.empty();
  return results;
}

}  // namespace assay::grader::result_text
