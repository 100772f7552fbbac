#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "grader/report/shown.h"

// A report in other people's formats. Everything in a report may come from a student's program:
// each format escapes it, and bytes that are no UTF-8 are replaced or made visible. The texts end
// with a line end. Nothing here fails.
namespace assay::grader {

enum class ExportFormat : uint8_t { kJson, kJUnit, kSarif, kGradescope, kCsv, kHtml };
std::string_view ExportFormatName(ExportFormat format);  // "json", "junit", "sarif", …
std::optional<ExportFormat> ParseExportFormat(std::string_view name);
std::string_view ExportMediaType(ExportFormat format);  // "application/json"

// docs/report.schema.json; keys in the schema's order.
std::string ToJson(const ShownReport& report);
// A testsuite a part; JE is an error, every other failed test a failure.
std::string ToJUnit(const ShownReport& report);
// SARIF 2.1.0 of the annotations, a run a tool.
std::string ToSarif(const ShownReport& report);
// Gradescope's results.json. Made for an instructor, it carries each test's visibility and leaves
// the filtering to Gradescope.
std::string ToGradescope(const ShownReport& report);
// RFC 4180, one row a test. A cell that a spreadsheet would take for a formula begins with '.
std::string ToCsv(const ShownReport& report);

struct HtmlOptions {
  // The student's files, by the names that annotations use: their lines are shown with the notes.
  std::map<std::string, std::string> sources;
};
// One file that needs no other, no script and no network.
std::string ToHtml(const ShownReport& report, const HtmlOptions& options = {});

std::string Export(ExportFormat format, const ShownReport& report);

}  // namespace assay::grader
