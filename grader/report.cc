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

bool IsMachineFault(const Status& status) {
  switch (status.code()) {
    case StatusCode::kOk:
    case StatusCode::kInvalidArgument:  // what the package says, or a program of it does
    case StatusCode::kUnimplemented:
      return false;
    default:
      return true;
  }
}

}  // namespace assay::grader
