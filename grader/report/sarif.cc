#include <algorithm>
#include <map>

#include "grader/report/export.h"
#include "grader/report/json_values.h"

namespace assay::grader {
namespace {

// SARIF's places begin with 1, and an end is no earlier than its begin.
Json Region(const Annotation& note) {
  Json region = {{"startLine", std::max(note.line, 1)}};
  if (note.column > 0) region["startColumn"] = note.column;
  if (note.end_line >= std::max(note.line, 1)) {
    region["endLine"] = note.end_line;
    const bool after = note.end_line > note.line || note.end_column > note.column;
    if (note.end_column > 0 && after) region["endColumn"] = note.end_column;
  }
  return region;
}

Json Run(const std::string& tool, const std::vector<const Annotation*>& notes) {
  Json rules = Json::array();
  std::map<std::string, size_t> index;
  Json results = Json::array();
  for (const Annotation* note : notes) {
    const std::string rule = note->rule.empty() ? "finding" : note->rule;
    const auto [known, is_new] = index.emplace(rule, rules.size());
    if (is_new) rules.push_back({{"id", Text(rule)}});
    const Json place = {
        {"artifactLocation", {{"uri", UriOfPath(note->file)}, {"uriBaseId", "SUBMISSION"}}},
        {"region", Region(*note)},
    };
    results.push_back({
        {"ruleId", Text(rule)},
        {"ruleIndex", known->second},
        {"level", SeverityName(note->severity)},
        {"message", {{"text", Text(note->message.empty() ? rule : note->message)}}},
        {"locations", Json::array({{{"physicalLocation", place}}})},
    });
  }
  return {
      {"tool", {{"driver", {{"name", Text(tool)}, {"rules", std::move(rules)}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"results", std::move(results)},
  };
}

}  // namespace

std::string ToSarif(const ShownReport& report) {
  std::vector<std::string> tools;  // in the order of their first findings
  std::map<std::string, std::vector<const Annotation*>> notes;
  for (const Annotation& note : report->annotations) {
    const std::string tool = note.tool.empty() ? "assay" : note.tool;
    if (!notes.contains(tool)) tools.push_back(tool);
    notes[tool].push_back(&note);
  }
  if (tools.empty()) tools.emplace_back("assay");  // a log has a run, also where nothing was found
  Json runs = Json::array();
  for (const std::string& tool : tools) runs.push_back(Run(tool, notes[tool]));
  const Json json = {
      {"version", "2.1.0"},
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"runs", std::move(runs)},
  };
  return Printed(json);
}

}  // namespace assay::grader
