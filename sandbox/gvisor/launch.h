#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "common/files.h"
#include "common/status.h"
#include "common/unique_fd.h"
#include "sandbox/cgroup/cgroup.h"
#include "sandbox/sandbox.h"

namespace assay::sandbox::gvisor {

struct LaunchSpec {
  std::filesystem::path runsc, guard;
  std::filesystem::path agent_folder;  // holds assay-agent and nothing else
  std::string platform;
  std::vector<std::string> extra_flags;
  RootImage image;
  bool use_erofs = true;
  DiskLimits disk;
};

// The OCI configuration of a sandbox, as text. `empty_root` stands in for the root where the image
// is an EROFS file.
std::string OciConfig(const LaunchSpec& spec, const std::filesystem::path& empty_root);

// One runsc with its sandbox and gofer, all in one control group, and the guard that outlives the
// worker. Used by one thread at a time.
class RunscProcess {
 public:
  static Result<std::unique_ptr<RunscProcess>> Start(const LaunchSpec& spec, Cgroup group,
                                                     const std::vector<std::string>& group_folders);
  // Kills everything, waits for it, and removes what it left.
  ~RunscProcess();
  RunscProcess(const RunscProcess&) = delete;
  RunscProcess& operator=(const RunscProcess&) = delete;

  // A stream socket to the agent; non-blocking.
  int channel() const { return channel_.get(); }
  Cgroup& group() { return group_; }
  // Kills everything in the group; nothing can be run afterwards.
  void Kill();
  // The last lines that runsc wrote, for messages.
  std::string Log() const;

 private:
  RunscProcess(Cgroup group, TempDir folder)
      : group_(std::move(group)), folder_(std::move(folder)) {}
  Status Spawn(const LaunchSpec& spec, const std::vector<std::string>& group_folders);

  Cgroup group_;
  TempDir folder_;
  UniqueFd channel_, control_;
  pid_t guard_ = -1;
};

}  // namespace assay::sandbox::gvisor
