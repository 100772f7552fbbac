#include "supervisor/terminal.h"

#include <unistd.h>

#include <string>

#include "common/files.h"

namespace assay::supervisor {

bool Print(std::string_view text) { return WriteAll(STDOUT_FILENO, text).ok(); }

void PrintError(std::string_view text) {
  (void)WriteAll(STDERR_FILENO, "assay-platform: " + std::string(text) + "\n").ok();
}

}  // namespace assay::supervisor
