#include "plagiarism/report/document.h"
#include "plagiarism/report/report.h"

namespace assay::plagiarism {

Result<std::string> JsonReport(const Comparison& comparison, const ReportOptions& options) {
  ASSAY_RETURN_IF_ERROR(report::Check(comparison));
  return report::WriteDocument(comparison, options, report::Document::kExport) + '\n';
}

}  // namespace assay::plagiarism
