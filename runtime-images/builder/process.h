#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"

namespace assay::runtime_images {

struct ProcessSpec {
  std::vector<std::string> argv;  // argv[0] is looked up on PATH
  std::vector<std::pair<std::string, std::string>> env =
      {};  // replaces or adds to our own environment
  std::function<void(std::string_view line)> on_line = {};  // each line of stdout and stderr
  int stdin_fd = -1;                                        // borrowed; -1: /dev/null
  bool keep_stderr_apart = false;                           // true: output holds stdout only
};

struct ProcessResult {
  int exit_code = 0;   // 128 + signal when a signal ended it
  std::string output;  // the last 64 KiB where there is more, all of it with keep_stderr_apart
};

// Runs a program to its end. A Status means that it could not be started.
Result<ProcessResult> RunProcess(const ProcessSpec& spec);

// Also makes a Status of an exit code other than 0: "what failed (exit 2): last lines of the
// output".
Result<std::string> RunOrFail(const ProcessSpec& spec, const std::string& what);

}  // namespace assay::runtime_images
