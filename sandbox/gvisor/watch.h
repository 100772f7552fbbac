#pragma once

#include <algorithm>
#include <chrono>

#include "common/status.h"
#include "sandbox/cgroup/cgroup.h"
#include "sandbox/limits.h"
#include "sandbox/outcome.h"

namespace assay::sandbox::gvisor {

using Clock = std::chrono::steady_clock;

// The limits of one run, judged by what the control group of the whole sandbox has used since the
// run began: the guest kernel's work for a program is the program's. Says when to look again, so
// that polling costs little and a limit is passed by a millisecond or so.
class Watch {
 public:
  // Borrows both until it ends. Start() takes the baselines and sets the hard wall behind the
  // memory limit.
  Watch(Cgroup& group, const Limits& limits) : group_(group), limits_(limits) {}
  Status Start(uint64_t outer_memory_bytes);

  // The limit that was passed, or kNone. kMemory also when the kernel's OOM killer was faster.
  Result<Limit> Check();
  // The program read or wrote: it is not idle, however little CPU that took.
  void Progress();
  // From now to the next Check.
  Nanoseconds Next() const;
  // The run is over, or was told to stop: reads the final counters. What comes after is not the
  // program's. Only the first call counts.
  Status End();
  // When the wall time that the run may take is over, ended or not.
  Clock::time_point deadline() const {
    return start_ + std::min<Nanoseconds>(limits_.wall, std::chrono::hours(24 * 365));
  }
  // Fills times, memory and evidence, as they stood at the end.
  Status Finish(Outcome* outcome);

 private:
  Cgroup& group_;
  const Limits& limits_;
  CgroupUsage base_, end_;
  Clock::time_point start_, now_, idle_since_, ended_{};
  Nanoseconds cpu_{}, idle_cpu_{};
  uint64_t memory_ = 0, peak_ = 0, wall_bytes_ = 0;
  int cores_ = 1;
};

}  // namespace assay::sandbox::gvisor
