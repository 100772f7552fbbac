#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "sandbox/cgroup/cgroup.h"

// The ground on which an attack is run: a "host" of its own inside this one, so that a hole in the
// sandbox that is tested meets a second wall, and what is left behind can be told from other
// people's work.
//
//   a cgroup of its own, with limits on memory and tasks, below this process's own
//   fresh pid, mount, ipc, network and uts namespaces; the root file system read-only
//   /tmp, /run and /dev/shm are empty tmpfs, but for this test's own programs and sources where
//   they stand there (read-only); /proc shows its own processes only
//
// The body runs in it as root, as process 2, and is the "host" of the sandbox: factories, listeners
// and secrets are made there. Process 1 reaps. When the body ends, or at the deadline, everything
// in it is killed.
namespace assay::hostile {

struct VirtualHostLimits {
  uint64_t memory_bytes = 2 * sandbox::kGiB;
  uint64_t tasks = 1024;
  uint64_t tmpfs_bytes = 512 * sandbox::kMiB;  // of each of /tmp, /run, /dev/shm
};

struct Ended {
  enum class How : uint8_t { kReported, kDied, kDeadline } how = How::kDied;
  std::string report;      // what the body wrote
  std::string detail;      // for people, when it did not end well
  uint64_t oom_kills = 0;  // in the outer group: an attack took more than its sandbox should give
  uint64_t peak_memory_bytes = 0;
  std::vector<std::string> left_cgroups;  // folders that the body left in its group
};

// Where the body stands.
struct Ground {
  int report_fd;
  std::vector<std::string> cgroup_folders;  // its group in every hierarchy, as absolute paths
};

// Used by one thread; the process must have only that one while Run starts a body.
class VirtualHosts {
 public:
  // kFailedPrecondition, with what to do, where limits cannot be enforced or namespaces not be
  // made: nothing hostile is run then.
  static Result<std::unique_ptr<VirtualHosts>> Open(const VirtualHostLimits& limits = {},
                                                    sandbox::CgroupOptions options = {});

  // A Status means that the ground could not be laid, and the body was not started.
  Result<Ended> Run(const std::function<void(const Ground&)>& body, sandbox::Nanoseconds deadline);

 private:
  VirtualHosts() = default;
  std::vector<std::string> Folders(const std::string& name) const;

  VirtualHostLimits limits_;
  std::unique_ptr<sandbox::CgroupTree> tree_;
  std::string tree_name_;
  int counter_ = 0;
};

}  // namespace assay::hostile
