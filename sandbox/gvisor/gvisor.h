#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "sandbox/sandbox.h"

// The sandbox in gVisor: one `runsc` a submission, without network, on a read-only image. Commands
// go to the agent that is its first process (docs/agent-protocol.md), so that a run costs no start
// of runsc.
//
//   auto factory = GvisorFactory::Create(GvisorOptions{});
//   auto box = (*factory)->Create({.image = image});
//
// What decides is outside: CPU time, memory and the time limits come from the cgroup in which the
// whole runsc tree stands, output is counted here. Of the guest only the exit status is believed.
namespace assay::sandbox {

class CgroupTree;

struct GvisorOptions {
  std::filesystem::path runsc;  // empty: on PATH, else where fetch-runsc puts it
  std::filesystem::path
      agent;  // empty: "assay-agent" beside the running program, or $ASSAY_BIN_DIR
  std::filesystem::path guard;  // empty: "assay-runsc-guard", the same
  std::string platform = "systrap";
  bool warm_up = true;    // run the image's warm-up commands before a sandbox is handed out
  bool use_erofs = true;  // where the image has one
  std::vector<std::string> extra_flags;  // of runsc, for measurements
  // A shared tree of control groups; empty: one of its own. Must outlive the factory and its
  // sandboxes.
  CgroupTree* cgroups = nullptr;
};

// Where runsc is, or kNotFound with what to do.
Result<std::filesystem::path> FindRunsc();

// Thread-safe.
class GvisorFactory : public SandboxFactory {
 public:
  // kNotFound without runsc, kFailedPrecondition where the host cannot enforce limits.
  static Result<std::unique_ptr<GvisorFactory>> Create(GvisorOptions options);
  ~GvisorFactory() override;

  std::string_view name() const override { return "gvisor"; }
  Result<std::unique_ptr<Sandbox>> Create(const SandboxSpec& spec) override;

  struct Shared;

 private:
  explicit GvisorFactory(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}
  std::shared_ptr<Shared> shared_;
};

}  // namespace assay::sandbox
