#pragma once

#include "common/status.h"

namespace assay::metrics {

struct ProcessStats {
  double resident_bytes = 0;
  double cpu_seconds = 0;    // user and system, all threads
  double start_seconds = 0;  // since the epoch
  double threads = 0;
  double open_fds = 0;
  double max_fds = 0;
};
// Of this process, from /proc/self.
Result<ProcessStats> ReadProcessStats();

}  // namespace assay::metrics
