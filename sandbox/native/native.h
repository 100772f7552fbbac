#pragma once

#include <filesystem>
#include <memory>

#include "sandbox/sandbox.h"

// The native backend: namespaces, pivot_root, seccomp, cgroups, no capabilities; see jail.h for the
// steps. Needs root (the helper drops everything before the program starts).
namespace assay::sandbox {

struct NativeOptions {
  // The helper binary. Empty: $ASSAY_BIN_DIR, then the folder of this program, then
  // ../libexec/assay.
  std::filesystem::path helper;
  // Idle helpers kept for the next sandboxes; each holds a network namespace and about 1 MiB.
  size_t max_idle_slots = 4;
};

class NativeFactory : public SandboxFactory {
 public:
  // Starts one helper to see that this host can do it; kFailedPrecondition, with what to do, if
  // not.
  static Result<std::unique_ptr<NativeFactory>> Create(NativeOptions options = {});
  ~NativeFactory() override;

  std::string_view name() const override { return "native"; }
  Result<std::unique_ptr<Sandbox>> Create(const SandboxSpec& spec) override;

  struct Shared;  // what sandboxes and factory share: the idle helpers

 private:
  explicit NativeFactory(std::shared_ptr<Shared> shared);
  std::shared_ptr<Shared> shared_;
};

}  // namespace assay::sandbox
