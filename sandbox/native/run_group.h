#pragma once

#include <memory>

#include "sandbox/cgroup/cgroup.h"
#include "sandbox/native/jail.h"
#include "sandbox/native/slot.h"
#include "sandbox/native/zygote.h"

// The cgroups of a slot's runs, one way on every host. With v2 limits each run has one fresh group.
// With v1 limits (hybrid) the slot keeps its memory and pids groups, with a zygote in them, and
// each run has a fresh v2 group for CPU time; counters that the slot keeps are taken as
// differences.
namespace assay::sandbox::native {

class SlotGroups;

// One run's view. Used by the helper's only thread; ends before its SlotGroups.
class RunGroup {
 public:
  // Counters of the slot start again from here.
  Status SetBaseline();
  // Exactly this many bytes for everything in the group, our own two or three small processes
  // included (about 0.5 MiB): the program never gets a page more.
  Status SetLimits(uint64_t memory_bytes, uint64_t processes);
  Result<Nanoseconds> CpuTime() const;
  Result<uint64_t> OomKills() const;
  // Memory peak and counters since SetBaseline; CPU as CpuTime counts it.
  Result<CgroupUsage> Usage() const;

 private:
  friend class SlotGroups;
  RunGroup(Cgroup run, Cgroup* slot) : run_(std::move(run)), slot_(slot) {}
  const Cgroup& limits() const { return slot_ != nullptr ? *slot_ : run_; }
  const Cgroup& cpu() const { return cpu_in_slot_ ? *slot_ : run_; }

  Cgroup run_;
  Cgroup* slot_;  // null where the run's own group holds the limits
  bool cpu_in_slot_ = false;
  uint64_t clean_pages_ = 0;  // file pages that earlier runs of the slot left charged
  CgroupUsage baseline_;
};

class SlotGroups {
 public:
  explicit SlotGroups(Slot& slot) : slot_(slot) {}

  struct Started {
    RunGroup group;
    Jail jail;
  };
  // Makes the run's group and starts its init in it.
  Result<Started> Start(JailSpec spec);

 private:
  Status EnsureZygote();
  Result<Jail> StartJail(const JailSpec& spec);

  Slot& slot_;
  uint64_t counter_ = 0;
  std::unique_ptr<Cgroup> limits_;  // v1 hosts: memory and pids (and cpuacct without a v2 tree)
  std::unique_ptr<Zygote> zygote_;
};

}  // namespace assay::sandbox::native
