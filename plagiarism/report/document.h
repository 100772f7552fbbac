#pragma once

#include <string>

#include "plagiarism/report/report.h"

namespace assay::plagiarism::report {

// kInvalidArgument: an index or an offset points outside of the comparison.
Status Check(const Comparison& comparison);

enum class Document : uint8_t {
  kExport,  // docs/similarity-report.schema.json
  kPage,    // the same, with sources, and offsets in UTF-16 units of what is shown
};
// The comparison was checked.
std::string WriteDocument(const Comparison& comparison, const ReportOptions& options,
                          Document document);

}  // namespace assay::plagiarism::report
