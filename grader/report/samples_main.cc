// Writes every sample in every format for every viewer: report_samples FOLDER. What others check
// their own way (schemas, XML parsers, browsers) reads these.
#include <fmt/format.h>

#include <filesystem>

#include "common/files.h"
#include "grader/report/samples.h"

int main(int argc, char** argv) {
  using assay::grader::ExportFormat;
  using assay::grader::Viewer;
  if (argc != 2) {
    fmt::print(stderr, "usage: report_samples FOLDER\n");
    return 64;
  }
  for (const auto& [name, report] : assay::grader::samples::All()) {
    for (const Viewer viewer : {Viewer::kStudentBeforeDue, Viewer::kStudentAfterDue,
                                Viewer::kStudentAfterPublished, Viewer::kInstructor}) {
      const assay::grader::ShownReport shown(report, viewer);
      for (const ExportFormat format :
           {ExportFormat::kJson, ExportFormat::kJUnit, ExportFormat::kSarif,
            ExportFormat::kGradescope, ExportFormat::kCsv, ExportFormat::kHtml}) {
        const std::string file =
            fmt::format("{}.{}.{}", name, ViewerName(viewer), ExportFormatName(format));
        const std::string text = format == ExportFormat::kHtml
                                     ? ToHtml(shown, {.sources = assay::grader::samples::Sources()})
                                     : Export(format, shown);
        const auto status = assay::WriteFileAtomically(std::filesystem::path(argv[1]) / file, text);
        if (!status.ok()) {
          fmt::print(stderr, "report_samples: {}\n", status.message());
          return 1;
        }
      }
    }
  }
  return 0;
}
