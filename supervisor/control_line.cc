#include "supervisor/control_line.h"

namespace assay::supervisor {

Result<ControlRequest> ParseControlLine(std::string_view line) {
  if (line.size() > kMaxControlLineBytes) {
    return InvalidArgument("the request is longer than 256 bytes");
  }
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (line == "status") return ControlRequest{ControlRequest::Verb::kStatus};
  if (line == "down") return ControlRequest{ControlRequest::Verb::kDown};
  return InvalidArgument("unknown request; \"status\" and \"down\" are known");
}

}  // namespace assay::supervisor
