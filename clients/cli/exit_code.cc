#include "clients/cli/exit_code.h"

#include <fmt/format.h>

#include "clients/cli/terminal.h"

namespace assay::client {

ExitCode ExitCodeOf(const Status& status) {
  switch (status.code()) {
    case StatusCode::kOk:
      return kExitOk;
    case StatusCode::kInvalidArgument:
    case StatusCode::kAlreadyExists:
    case StatusCode::kFailedPrecondition:
    case StatusCode::kOutOfRange:
      return kExitBadInput;
    case StatusCode::kNotFound:
      return kExitNoFile;
    case StatusCode::kUnavailable:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kResourceExhausted:
      return kExitUnavailable;
    case StatusCode::kUnauthenticated:
    case StatusCode::kPermissionDenied:
      return kExitNotSignedIn;
    default:
      return kExitFailed;
  }
}

int Complain(const Status& status) {
  fmt::print(stderr, "assay: {}\n", Printable(status.message(), Lines::kKept));
  return ExitCodeOf(status);
}

}  // namespace assay::client
