#pragma once

#include "common/status.h"

namespace assay::client {

// The codes of `assay` (grader/tool/machinery.h) and those of a remote service; docs/cli.md.
enum ExitCode : int {
  kExitOk = 0,            // accepted, or done
  kExitRejected = 1,      // the submission is not accepted, or was cancelled
  kExitUsage = 64,        // wrong usage
  kExitBadInput = 65,     // what was sent is refused
  kExitNoFile = 66,       // a file, submission or problem that is not there
  kExitUnavailable = 69,  // the server cannot be reached, or is too busy
  kExitFailed = 70,       // the judge failed: a JE
  kExitNotSignedIn = 77,  // no token, one that is not good any more, or not allowed
};

ExitCode ExitCodeOf(const Status& status);

// Prints "assay: …" on standard error; the exit code that fits.
int Complain(const Status& status);

}  // namespace assay::client
