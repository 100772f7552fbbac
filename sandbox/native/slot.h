#pragma once

#include <linux/filter.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"
#include "sandbox/cgroup/cgroup.h"

// What the spawn helper keeps between runs: its private mount namespace, the network namespace, the
// image and the work folder of the present sandbox, and the compiled seccomp filter.
//
// The helper's mount namespace holds as little as possible, since every run gets a copy of it.
// While a sandbox is configured its root is the image itself:
//
//   /            the root filesystem of the present sandbox: read-only, nosuid, nodev
//   /dev         tmpfs with null, zero, full, random, urandom and links; read-only
//   /work        the work folder of the present sandbox (tmpfs, also held by the library)
//
// and otherwise an empty tmpfs. The image must have the folders /dev, /proc, /tmp and /work.
namespace assay::sandbox::native {

class Slot {
 public:
  // Once, at the start of the helper: new mount namespace, tmpfs root, network namespaces.
  static Result<std::unique_ptr<Slot>> Create();

  // Attaches image and work folder (detached mounts). Replaces what was configured before.
  Status Configure(UniqueFd image_mount, UniqueFd work_mount, uint64_t disk_bytes,
                   uint64_t disk_inodes);
  // Forgets them. The next sandbox gets a network namespace of its own: counters, caches and
  // half-closed connections of this one stay behind in the old.
  Status Reset();

  bool configured() const { return configured_; }
  uint64_t disk_bytes() const { return disk_bytes_; }
  uint64_t disk_inodes() const { return disk_inodes_; }
  uint32_t host_uid() const { return host_uid_; }
  // The network namespace of the present sandbox's runs: a loopback only.
  int network_fd() const { return network_.get(); }
  const std::vector<sock_filter>& seccomp() const { return seccomp_; }
  CgroupTree& cgroups() { return *cgroups_; }

 private:
  Slot() = default;
  Status MakeNetwork();
  Status FillNetwork();

  UniqueFd home_network_;  // empty: where the helper and its zygotes live
  UniqueFd network_;
  bool configured_ = false;
  uint64_t disk_bytes_ = 0, disk_inodes_ = 0;
  uint32_t host_uid_ = 0;
  std::vector<sock_filter> seccomp_;
  std::unique_ptr<CgroupTree> cgroups_;
};

// The host user id that stands behind the sandbox user of the helper with this pid: never 0, never
// shared by two live helpers, so that per-user kernel limits of one slot say nothing about another.
uint32_t HostUidOf(int helper_pid);

// User and group id of the program, as it sees itself.
constexpr uint32_t kSandboxUid = 1000;

}  // namespace assay::sandbox::native
