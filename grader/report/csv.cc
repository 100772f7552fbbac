#include <fmt/format.h>

#include <array>

#include "grader/report/escape.h"
#include "grader/report/export.h"

namespace assay::grader {
namespace {

constexpr std::string_view kHeader =
    "package,submission,language,part,group,test,verdict,score,max_score,visibility,cpu_ms,"
    "wall_ms,time_limit_ms,memory_bytes,memory_limit_bytes,exit_code,signal,runs,message\r\n";

std::string OrNothing(const std::optional<int>& value) {
  return value ? std::to_string(*value) : "";
}

}  // namespace

std::string ToCsv(const ShownReport& report) {
  std::string out(kHeader);
  const std::string head = fmt::format("{},{},{},", CsvCell(report->package),
                                       CsvCell(report->submission), CsvCell(report->language));
  for (const PartReport& part : report->parts) {
    for (const TestReport& test : part.tests) {
      out += head;
      out += fmt::format("{},{},{},{},{},{},{},", CsvCell(part.name), CsvCell(test.group),
                         CsvCell(test.name), VerdictCode(test.verdict), PlainNumber(test.score),
                         PlainNumber(test.max_score), VisibilityName(test.visibility));
      out += fmt::format("{:.3f},{:.3f},{:.0f},{},{},{},{},{},{}\r\n", MilliSeconds(test.cpu),
                         MilliSeconds(test.wall), MilliSeconds(test.time_limit), test.memory_bytes,
                         test.memory_limit_bytes, OrNothing(test.exit_code), OrNothing(test.signal),
                         test.runs, CsvCell(test.message));
    }
  }
  return out;
}

}  // namespace assay::grader
