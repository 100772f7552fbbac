#include "sandbox/gvisor/watch.h"

#include <sched.h>

#include <algorithm>

namespace assay::sandbox::gvisor {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

constexpr Nanoseconds kShortest = microseconds(500);
constexpr Nanoseconds kLongest = milliseconds(50);
// The fastest that a guest was seen to take memory, with room: it decides how soon to look again.
constexpr uint64_t kBytesPerMillisecond = 4 * kMiB;
// Between the limit and the wall of the kernel: what may be taken between two looks, and what a
// dying guest needs.
constexpr uint64_t kHeadroom = 64 * kMiB;

// The sandbox itself uses some CPU while its program sleeps (timers, the Go runtime; 3 to 6 % of a
// core was seen on a loaded machine). A stretch is idle while it used less than this.
Nanoseconds IdleAllowance(Nanoseconds stretch) { return milliseconds(5) + stretch / 10; }

int Cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  return ::sched_getaffinity(0, sizeof set, &set) == 0 ? std::max(1, CPU_COUNT(&set)) : 1;
}

}  // namespace

Status Watch::Start(uint64_t outer_memory_bytes) {
  cores_ = Cores();
  // Without a reset of the peak the baseline's own stands in it: Finish takes the polled maximum
  // then.
  const bool peak_reset = group_.ResetPeak().ok();
  ASSAY_ASSIGN_OR_RETURN(base_, group_.Usage());
  if (!peak_reset) base_.peak_memory_bytes = UINT64_MAX;
  wall_bytes_ = base_.memory_bytes + limits_.memory_bytes + kHeadroom;
  ASSAY_RETURN_IF_ERROR(
      group_.SetMemoryLimit(std::min(wall_bytes_, base_.memory_bytes + outer_memory_bytes)));
  start_ = now_ = idle_since_ = Clock::now();
  memory_ = peak_ = base_.memory_bytes;
  return OkStatus();
}

Result<Limit> Watch::Check() {
  ASSAY_ASSIGN_OR_RETURN(const Nanoseconds total, group_.CpuTime());
  ASSAY_ASSIGN_OR_RETURN(memory_, group_.MemoryBytes());
  now_ = Clock::now();
  cpu_ = total - base_.cpu;
  peak_ = std::max(peak_, memory_);
  if (cpu_ - idle_cpu_ > IdleAllowance(now_ - idle_since_)) {
    idle_cpu_ = cpu_;
    idle_since_ = now_;
  }
  if (memory_ > base_.memory_bytes + limits_.memory_bytes) return Limit::kMemory;
  if (cpu_ > limits_.cpu) return Limit::kCpuTime;
  if (now_ - start_ > limits_.wall) return Limit::kWallTime;
  if (limits_.idle > Nanoseconds::zero() && now_ - idle_since_ > limits_.idle)
    return Limit::kIdleTime;
  ASSAY_ASSIGN_OR_RETURN(const uint64_t kills, group_.OomKills());
  return kills > base_.oom_kills ? Limit::kMemory : Limit::kNone;
}

void Watch::Progress() {
  idle_since_ = Clock::now();
  idle_cpu_ = cpu_;
}

Nanoseconds Watch::Next() const {
  Nanoseconds wait = std::min(kLongest, (limits_.cpu - cpu_) / cores_);
  wait = std::min(wait, Nanoseconds(limits_.wall - (now_ - start_)));
  if (limits_.idle > Nanoseconds::zero()) {
    wait = std::min(wait, Nanoseconds(limits_.idle - (now_ - idle_since_)));
  }
  const uint64_t top = base_.memory_bytes + limits_.memory_bytes;
  const uint64_t left = top > memory_ ? top - memory_ : 0;
  wait = std::min(wait, Nanoseconds(milliseconds(left / kBytesPerMillisecond)));
  return std::max(wait, kShortest);
}

Status Watch::End() {
  if (ended_ != Clock::time_point()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(end_, group_.Usage());
  ended_ = Clock::now();
  return OkStatus();
}

Status Watch::Finish(Outcome* outcome) {
  ASSAY_RETURN_IF_ERROR(End());
  const CgroupUsage& end = end_;
  outcome->wall = ended_ - start_;
  outcome->cpu = end.cpu - base_.cpu;
  outcome->user = end.user - base_.user;
  outcome->system = end.system - base_.system;
  const uint64_t peak =
      base_.peak_memory_bytes == UINT64_MAX ? peak_ : std::max(peak_, end.peak_memory_bytes);
  outcome->peak_memory_bytes = peak > base_.memory_bytes ? peak - base_.memory_bytes : 0;
  outcome->evidence.oom_kills = end.oom_kills - base_.oom_kills;
  outcome->evidence.process_limit_hits = end.pids_limit_hits - base_.pids_limit_hits;
  outcome->evidence.memory_limit_bytes = limits_.memory_bytes;
  outcome->evidence.cpu_source = "cgroup of the whole sandbox";
  outcome->evidence.memory_source =
      base_.peak_memory_bytes == UINT64_MAX
          ? "cgroup of the whole sandbox, polled, over its use before the run"
          : "cgroup of the whole sandbox, peak over its use before the run";
  ASSAY_ASSIGN_OR_RETURN(const Nanoseconds total, group_.CpuTime());
  outcome->evidence.after_end_wall = Clock::now() - ended_;
  outcome->evidence.after_end_cpu = total - end.cpu;
  return OkStatus();
}

}  // namespace assay::sandbox::gvisor
