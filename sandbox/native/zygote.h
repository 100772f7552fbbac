#pragma once

#include <sys/types.h>

#include <memory>

#include "sandbox/native/jail.h"

// A process that stands in the slot's v1 cgroups and clones each run's init there, as a child of the helper
// (CLONE_PARENT). Only hosts whose limits are in cgroup v1 need it: moving a process between v1 groups may
// wait for an RCU grace period, being born in the right one does not. Should the OOM killer take it, the next
// StartJail makes a new one.
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
