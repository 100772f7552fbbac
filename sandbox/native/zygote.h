#pragma once

#include <sys/types.h>

#include <memory>

#include "sandbox/native/jail.h"

// The process that clones each run's init, as a child of the helper (CLONE_PARENT) and in its own
// small address space (CLONE_VM), so that no page table is copied for a run. On hosts whose limits
// are in cgroup v1 it also stands in the slot's groups, so that init is born there: moving a
// process between v1 groups may wait 10 ms for an RCU grace period. Should the OOM killer take it,
// with the init that shares its memory, the next StartJail makes a new one; the helper itself is
// never in a run's group.
namespace assay::sandbox::native {

class Zygote {
 public:
  // `seccomp` must outlive it. The caller attaches pid() to the groups before the first StartJail.
  static Result<std::unique_ptr<Zygote>> Start(const std::vector<sock_filter>& seccomp);
  ~Zygote();
  Zygote(const Zygote&) = delete;
  Zygote& operator=(const Zygote&) = delete;

  pid_t pid() const { return pid_; }
  // As native::StartJail; kUnavailable when the zygote is dead.
  Result<Jail> StartJail(const JailSpec& spec);

 private:
  Zygote() = default;
  pid_t pid_ = -1;
  UniqueFd socket_;
};

}  // namespace assay::sandbox::native
