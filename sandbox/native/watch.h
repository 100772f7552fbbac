#pragma once

#include <ctime>

#include "sandbox/native/protocol.h"
#include "sandbox/native/run_group.h"
#include "sandbox/outcome.h"

// The time, idle and memory limits of one run: when to look next, and which limit is passed.
namespace assay::sandbox::native {

Nanoseconds MonotonicNow();

class Watch {
 public:
  // `program` is the host pid of the program's first process: its own clock is exact, the cgroup's
  // lags by up to a scheduler tick.
  Watch(const Message& limits, const RunGroup& group, pid_t program);

  // Reads the counters; the limit that is passed, or kNone.
  Limit Check();
  // How long may pass before the next Check, so that no limit is passed by more than about a
  // millisecond.
  Nanoseconds NextCheck() const;

  Nanoseconds cpu() const { return cpu_; }
  Nanoseconds start() const { return start_; }
  Nanoseconds baseline_cpu() const { return baseline_; }

 private:
  Nanoseconds ReadCpu() const;

  const Message& limits_;
  const RunGroup& group_;
  clockid_t program_clock_;
  bool has_clock_;
  int cores_;
  Nanoseconds start_{}, baseline_{}, clock_baseline_{}, cpu_{}, now_{}, last_progress_{};
};

}  // namespace assay::sandbox::native
