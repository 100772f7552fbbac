#include "grader/report.h"

namespace assay::grader {

std::string_view SeverityName(Annotation::Severity severity) {
  switch (severity) {
    case Annotation::Severity::kNote:
      return "note";
    case Annotation::Severity::kWarning:
      return "warning";
    case Annotation::Severity::kError:
      break;
  }
  return "error";
}

}  // namespace assay::grader
