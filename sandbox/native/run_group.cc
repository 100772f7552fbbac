#include "sandbox/native/run_group.h"

#include <algorithm>

namespace assay::sandbox::native {

Status RunGroup::SetBaseline() {
  if (slot_ != nullptr) {
    // A limit of the last run may not be in the way of measuring and of starting this one.
    ASSAY_RETURN_IF_ERROR(slot_->ResetPeak());
  }
  ASSAY_ASSIGN_OR_RETURN(baseline_, Usage());
  // Looking for them is not worth it where there can be next to none.
  if (slot_ != nullptr && baseline_.memory_bytes > 1 * kMiB) {
    ASSAY_ASSIGN_OR_RETURN(const uint64_t needed, limits().UnreclaimableBytes());
    clean_pages_ = baseline_.memory_bytes - std::min(baseline_.memory_bytes, needed);
  }
  return OkStatus();
}

Status RunGroup::SetLimits(uint64_t memory_bytes, uint64_t processes) {
  Cgroup& group = slot_ != nullptr ? *slot_ : run_;
  ASSAY_RETURN_IF_ERROR(group.SetMemoryLimit(memory_bytes));
  return group.SetPidsLimit(processes);
}

Result<Nanoseconds> RunGroup::CpuTime() const { return cpu().CpuTime(); }

Result<uint64_t> RunGroup::OomKills() const {
  ASSAY_ASSIGN_OR_RETURN(const uint64_t kills, limits().OomKills());
  return kills - std::min(kills, baseline_.oom_kills);
}

Result<CgroupUsage> RunGroup::Usage() const {
  ASSAY_ASSIGN_OR_RETURN(CgroupUsage usage, cpu().Usage());
  if (&cpu() != &limits()) {
    ASSAY_ASSIGN_OR_RETURN(const CgroupUsage limits_usage, limits().Usage());
    usage.memory_bytes = limits_usage.memory_bytes;
    usage.peak_memory_bytes = limits_usage.peak_memory_bytes;
    usage.oom_kills = limits_usage.oom_kills;
    usage.pids_limit_hits = limits_usage.pids_limit_hits;
  }
  usage.oom_kills -= std::min(usage.oom_kills, baseline_.oom_kills);
  usage.pids_limit_hits -= std::min(usage.pids_limit_hits, baseline_.pids_limit_hits);
  usage.peak_memory_bytes -= std::min(usage.peak_memory_bytes, clean_pages_);
  return usage;
}

Status SlotGroups::EnsureZygote() {
  const bool v1_limits = !slot_.cgroups().support().v2_memory;
  if (v1_limits && !limits_) {
    ASSAY_ASSIGN_OR_RETURN(Cgroup group, slot_.cgroups().Create("slot", CgroupTree::Part::kLimits));
    limits_ = std::make_unique<Cgroup>(std::move(group));
  }
  if (zygote_) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(zygote_, Zygote::Start(slot_.seccomp()));
  return v1_limits ? limits_->AttachV1(zygote_->pid()) : OkStatus();
}

Result<Jail> SlotGroups::StartJail(const JailSpec& spec) {
  ASSAY_RETURN_IF_ERROR(EnsureZygote());
  auto jail = zygote_->StartJail(spec);
  if (jail.ok() || jail.status().code() != StatusCode::kUnavailable) return jail;
  zygote_.reset();  // the OOM killer took it
  ASSAY_RETURN_IF_ERROR(EnsureZygote());
  return zygote_->StartJail(spec);
}

Result<SlotGroups::Started> SlotGroups::Start(JailSpec spec) {
  const bool v1_limits = !slot_.cgroups().support().v2_memory;
  const std::string name = "run" + std::to_string(++counter_);
  if (!v1_limits) {
    ASSAY_ASSIGN_OR_RETURN(Cgroup group, slot_.cgroups().Create(name));
    spec.cgroup_fd = group.v2_dir_fd();
    ASSAY_ASSIGN_OR_RETURN(Jail jail, StartJail(spec));
    return Started{RunGroup(std::move(group), nullptr), std::move(jail)};
  }
  ASSAY_RETURN_IF_ERROR(EnsureZygote());
  // The last run's limits stay while this one is prepared, unless they are too tight for it.
  ASSAY_RETURN_IF_ERROR(limits_->WidenLimits(16 * kMiB, 8));
  ASSAY_ASSIGN_OR_RETURN(Cgroup group, slot_.cgroups().Create(name, CgroupTree::Part::kV2));
  spec.cgroup_fd = group.v2_dir_fd();
  ASSAY_ASSIGN_OR_RETURN(Jail jail, StartJail(spec));
  Started started{RunGroup(std::move(group), limits_.get()), std::move(jail)};
  started.group.cpu_in_slot_ = !slot_.cgroups().support().v2_tree;
  return started;
}

}  // namespace assay::sandbox::native
