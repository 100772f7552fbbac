#include "sandbox/native/run_group.h"

#include <algorithm>

namespace assay::sandbox::native {

Status RunGroup::SetBaseline() {
  if (lane_ != nullptr) {
    // A limit of the last run may not be in the way of measuring and of starting this one.
    ASSAY_RETURN_IF_ERROR(lane_->ResetPeak());
  }
  ASSAY_ASSIGN_OR_RETURN(baseline_, Usage());
  // Looking for them is not worth it where there can be next to none.
  if (lane_ != nullptr && baseline_.memory_bytes > 1 * kMiB) {
    left_ = lane_->ReadFilePages();
    // The kernel gathers memory.stat now and then; the use itself is exact.
    left_.tmpfs = std::min(left_.tmpfs, baseline_.memory_bytes);
  }
  return OkStatus();
}

Status RunGroup::SetLimits(uint64_t memory_bytes, uint64_t processes) {
  ASSAY_RETURN_IF_ERROR(group().SetMemoryLimit(memory_bytes + left_.tmpfs));
  return group().SetPidsLimit(processes);
}

Result<uint64_t> RunGroup::OomKills() const {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t kills, group().OomKills());
  return kills - std::min(kills, baseline_.oom_kills);
}

Result<CgroupUsage> RunGroup::Usage() const {
  ASSAY_ASSIGN_OR_RETURN(CgroupUsage usage, group().Usage());
  usage.oom_kills -= std::min(usage.oom_kills, baseline_.oom_kills);
  usage.pids_limit_hits -= std::min(usage.pids_limit_hits, baseline_.pids_limit_hits);
  usage.peak_memory_bytes -= std::min(usage.peak_memory_bytes, left_.clean + left_.tmpfs);
  usage.user -= std::min(usage.user, baseline_.user);
  usage.system -= std::min(usage.system, baseline_.system);
  return usage;
}

Status SlotGroups::EnsureZygote(Lane& lane) {
  const bool v1_limits = !slot_.cgroups().support().v2_memory;
  if (v1_limits && !lane.group) {
    const std::string name = "lane" + std::to_string(&lane - lanes_);
    ASSAY_ASSIGN_OR_RETURN(Cgroup group, slot_.cgroups().Create(name));
    lane.group = std::make_unique<Cgroup>(std::move(group));
  }
  if (lane.zygote) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(lane.zygote, Zygote::Start(slot_.seccomp()));
  return v1_limits ? lane.group->AttachV1(lane.zygote->pid()) : OkStatus();
}

Result<Jail> SlotGroups::StartJail(Lane& lane, const JailSpec& spec) {
  auto jail = lane.zygote->StartJail(spec);
  if (jail.ok() || jail.status().code() != StatusCode::kUnavailable) return jail;
  lane.zygote.reset();  // the OOM killer took it
  ASSAY_RETURN_IF_ERROR(EnsureZygote(lane));
  return lane.zygote->StartJail(spec);
}

Result<SlotGroups::Started> SlotGroups::Start(JailSpec spec) {
  Lane& lane = lanes_[++counter_ % 2];
  ASSAY_RETURN_IF_ERROR(EnsureZygote(lane));
  if (!lane.group) {
    ASSAY_ASSIGN_OR_RETURN(Cgroup group, slot_.cgroups().Create("run" + std::to_string(counter_)));
    spec.cgroup_fd = group.v2_dir_fd();
    ASSAY_ASSIGN_OR_RETURN(Jail jail, StartJail(lane, spec));
    return Started{RunGroup(std::move(group)), std::move(jail)};
  }
  // The last run's limits stay while this one is prepared, unless they are too tight for it.
  ASSAY_RETURN_IF_ERROR(lane.group->WidenLimits(16 * kMiB, 8));
  spec.cgroup_fd = lane.group->v2_dir_fd();
  ASSAY_ASSIGN_OR_RETURN(Jail jail, StartJail(lane, spec));
  return Started{RunGroup(lane.group.get()), std::move(jail)};
}

}  // namespace assay::sandbox::native
