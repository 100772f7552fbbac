#include "sandbox/native/watch.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>

namespace assay::sandbox::native {
namespace {

constexpr Nanoseconds kShortest = std::chrono::microseconds(300);
// OOM kills inside a run that goes on (a child was killed) are noticed at this pace.
constexpr Nanoseconds kLongest = std::chrono::milliseconds(50);

Nanoseconds ReadClock(clockid_t clock) {
  timespec t{};
  if (::clock_gettime(clock, &t) != 0) return Nanoseconds::zero();
  return std::chrono::seconds(t.tv_sec) + Nanoseconds(t.tv_nsec);
}

}  // namespace

Nanoseconds MonotonicNow() { return ReadClock(CLOCK_MONOTONIC); }

Watch::Watch(const Message& limits, const RunGroup& group, pid_t program)
    : limits_(limits), group_(group), program_clock_(0), has_clock_(false) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  ::sched_getaffinity(0, sizeof cpus, &cpus);
  cores_ = std::max(1, std::min(CPU_COUNT(&cpus), static_cast<int>(limits.processes)));
  has_clock_ = program > 0 && ::clock_getcpuclockid(program, &program_clock_) == 0;
  const auto cpu = group_.CpuTime();
  if (cpu.ok()) baseline_ = *cpu;
  if (has_clock_) clock_baseline_ = ReadClock(program_clock_);
  start_ = now_ = last_progress_ = MonotonicNow();
}

Nanoseconds Watch::ReadCpu() const {
  Nanoseconds cpu{};
  const auto group = group_.CpuTime();
  if (group.ok()) cpu = *group - baseline_;
  if (has_clock_) cpu = std::max(cpu, ReadClock(program_clock_) - clock_baseline_);
  return cpu;
}

Limit Watch::Check() {
  const Nanoseconds cpu = std::max(cpu_, ReadCpu());
  now_ = MonotonicNow();
  // A sleeping program still costs some microseconds a second: that is not progress.
  if (cpu - cpu_ > std::chrono::microseconds(100)) last_progress_ = now_;
  cpu_ = cpu;
  if (cpu_.count() > limits_.cpu_ns) return Limit::kCpuTime;
  if ((now_ - start_).count() > limits_.wall_ns) return Limit::kWallTime;
  if (limits_.idle_ns > 0 && (now_ - last_progress_).count() > limits_.idle_ns) {
    return Limit::kIdleTime;
  }
  const auto oom = group_.OomKills();
  if (oom.ok() && *oom > 0) return Limit::kMemory;
  return Limit::kNone;
}

Nanoseconds Watch::NextCheck() const {
  Nanoseconds wait = kLongest;
  wait = std::min(wait, Nanoseconds(limits_.cpu_ns) - cpu_);
  if (cores_ > 1) wait = std::min(wait, (Nanoseconds(limits_.cpu_ns) - cpu_) / cores_);
  wait = std::min(wait, Nanoseconds(limits_.wall_ns) - (now_ - start_));
  if (limits_.idle_ns > 0) {
    wait = std::min(wait, Nanoseconds(limits_.idle_ns) - (now_ - last_progress_));
  }
  return std::max(wait, kShortest);
}

}  // namespace assay::sandbox::native
