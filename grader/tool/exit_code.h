#pragma once

#include <filesystem>

#include "common/status.h"

// What every command of `assay` ends with.
namespace assay::grader {

// Documented in docs/cli.md and the man page; nothing else is returned.
enum ExitCode : int {
  kExitOk = 0,         // accepted, or all as expected
  kExitRejected = 1,   // some submission is not, or the package has errors
  kExitUsage = 64,     // wrong usage
  kExitBadInput = 65,  // a package or submission that cannot be read
  kExitNoFile = 66,    // a file or folder that is not there
  kExitFailed = 70,    // the judge failed: a JE
};

// Prints "assay: …" on standard error; the exit code that fits.
int Complain(const Status& status);

// $XDG_DATA_HOME/assay, ~/.local/share/assay, or /var/lib/assay for root: keys of receipts.
std::filesystem::path DataFolder();

}  // namespace assay::grader
