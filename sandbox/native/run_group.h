#pragma once

#include <memory>

#include "sandbox/cgroup/cgroup.h"
#include "sandbox/native/jail.h"
#include "sandbox/native/slot.h"
#include "sandbox/native/zygote.h"

// The cgroups of a slot's runs, one way on every host. With v2 limits each run has one fresh group.
// With v1 limits (hybrid) a process cannot be made in its groups, and moving one can wait for an
// RCU grace period (10 ms): a lane keeps its groups, with a zygote in them, and the counters of a
// run are differences. A slot has two lanes, so that one run is prepared while another runs.
namespace assay::sandbox::native {

// One run's view. Used by the helper's only thread; ends before its SlotGroups.
class RunGroup {
 public:
  // Counters that the lane keeps start again from here.
  Status SetBaseline();
  // Exactly this many bytes for everything in the group, our own two or three small processes
  // included (about 0.5 MiB): the program never gets a page more. What earlier runs left in /work
  // comes on top, where the group is charged for it.
  Status SetLimits(uint64_t memory_bytes, uint64_t processes);
  // Of everything that was ever in the group; only differences mean something.
  Result<Nanoseconds> CpuTime() const { return group().CpuTime(); }
  Result<uint64_t> OomKills() const;
  // Memory peak and counters since SetBaseline; CPU as CpuTime counts it.
  Result<CgroupUsage> Usage() const;

 private:
  friend class SlotGroups;
  explicit RunGroup(Cgroup own) : own_(std::make_unique<Cgroup>(std::move(own))) {}
  explicit RunGroup(Cgroup* lane) : lane_(lane) {}
  Cgroup& group() { return own_ ? *own_ : *lane_; }
  const Cgroup& group() const { return own_ ? *own_ : *lane_; }

  std::unique_ptr<Cgroup> own_;  // or
  Cgroup* lane_ = nullptr;
  // What earlier runs of the lane left charged: pages of the image, which go on pressure, and of
  // files in /work, which stay.
  Cgroup::FilePages left_;
  CgroupUsage baseline_;
};

class SlotGroups {
 public:
  explicit SlotGroups(Slot& slot) : slot_(slot) {}

  struct Started {
    RunGroup group;
    Jail jail;
  };
  // Starts an init in a run's group. Two runs may exist at one time; with a third the lane of the
  // first is used again, which must be over by then.
  Result<Started> Start(JailSpec spec);

 private:
  // The zygote stands in the lane's groups where there are v1 limits.
  struct Lane {
    std::unique_ptr<Cgroup> group;
    std::unique_ptr<Zygote> zygote;
  };
  Status EnsureZygote(Lane& lane);
  Result<Jail> StartJail(Lane& lane, const JailSpec& spec);

  Slot& slot_;
  uint64_t counter_ = 0;
  Lane lanes_[2];
};

}  // namespace assay::sandbox::native
