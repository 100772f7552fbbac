#include "grader/report/export.h"

#include <array>

namespace assay::grader {
namespace {

struct Known {
  ExportFormat format;
  std::string_view name, media_type;
};
constexpr std::array<Known, 6> kFormats = {{
    {ExportFormat::kJson, "json", "application/json"},
    {ExportFormat::kJUnit, "junit", "application/xml"},
    {ExportFormat::kSarif, "sarif", "application/sarif+json"},
    {ExportFormat::kGradescope, "gradescope", "application/json"},
    {ExportFormat::kCsv, "csv", "text/csv; charset=utf-8; header=present"},
    {ExportFormat::kHtml, "html", "text/html; charset=utf-8"},
}};

}  // namespace

std::string_view ExportFormatName(ExportFormat format) {
  for (const Known& known : kFormats) {
    if (known.format == format) return known.name;
  }
  return "";
}

std::optional<ExportFormat> ParseExportFormat(std::string_view name) {
  for (const Known& known : kFormats) {
    if (known.name == name) return known.format;
  }
  return {};
}

std::string_view ExportMediaType(ExportFormat format) {
  for (const Known& known : kFormats) {
    if (known.format == format) return known.media_type;
  }
  return "";
}

std::string Export(ExportFormat format, const ShownReport& report) {
  switch (format) {
    case ExportFormat::kJson:
      return ToJson(report);
    case ExportFormat::kJUnit:
      return ToJUnit(report);
    case ExportFormat::kSarif:
      return ToSarif(report);
    case ExportFormat::kGradescope:
      return ToGradescope(report);
    case ExportFormat::kCsv:
      return ToCsv(report);
    case ExportFormat::kHtml:
      break;
  }
  return ToHtml(report);
}

}  // namespace assay::grader
