#pragma once

#include <memory>

#include "sandbox/sandbox.h"

// The control of the experiment: a "sandbox" that protects nothing, so that an attack which is
// contained in the real ones is known to work somewhere. Programs run under bubblewrap without
// seccomp, as root with nearly all capabilities, in the same namespaces as the host, on a writable
// overlay of the host's own root.
//
// ONLY inside a virtual host (virtual_host.h): its cgroup, its namespaces and its read-only disk
// are the wall that stands then. Capabilities that would reach past it are given up: SYS_BOOT,
// SYS_MODULE, SYS_TIME, SYS_RAWIO.
namespace assay::hostile {

class ControlFactory : public sandbox::SandboxFactory {
 public:
  // kFailedPrecondition outside of a virtual host, or where bubblewrap is not installed.
  static Result<std::unique_ptr<ControlFactory>> Create();

  std::string_view name() const override { return "control"; }
  Result<std::unique_ptr<sandbox::Sandbox>> Create(const sandbox::SandboxSpec& spec) override;

 private:
  ControlFactory() = default;
  int counter_ = 0;
};

}  // namespace assay::hostile
