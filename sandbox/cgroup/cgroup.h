#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"
#include "sandbox/limits.h"

// Control groups for the sandbox on whatever the host has: cgroup v2, v1, or both side by side
// (hybrid: memory and pids limits in v1; kill, CPU time and CLONE_INTO_CGROUP from the v2 tree).
// Only folders that this code made are ever written to, apart from enabling controllers where the
// operator allowed it.
namespace assay::sandbox {

struct CgroupUsage {
  Nanoseconds cpu{};  // user + system, every process that was ever in the group
  Nanoseconds user{};
  Nanoseconds system{};
  uint64_t memory_bytes = 0;       // now
  uint64_t peak_memory_bytes = 0;  // highest since creation or the last ResetPeak
  uint64_t oom_kills = 0;
  uint64_t pids_limit_hits = 0;
};

struct CgroupOptions {
  std::filesystem::path proc_self_mountinfo = "/proc/self/mountinfo";
  std::filesystem::path proc_self_cgroup = "/proc/self/cgroup";
  // Folder that holds all of this process's groups, made below the cgroup that this process is in
  // (v1), or below the nearest v2 group whose children have controllers. Empty: "assay.<pid>".
  std::string name;
};

// What the host gives; the text of `doctor`.
struct CgroupSupport {
  bool v2_memory = false, v2_pids = false, v1_memory = false, v1_pids = false;
  bool v2_tree = false;  // a v2 hierarchy is mounted: CLONE_INTO_CGROUP, cpu.stat
  bool v2_kill = false;  // cgroup.kill
  bool v1_cpuacct = false;
  bool swap_limited = false;
  std::vector<std::string> problems;  // what is missing, each with how to get it

  bool Enforceable() const { return (v2_memory || v1_memory) && (v2_pids || v1_pids); }
  std::string layout() const;  // "v2", "v1", "hybrid", "none"

  // Where groups are made; empty where a hierarchy is not used.
  std::filesystem::path v2_parent;
  struct V1Parent {
    std::string
        controllers;  // "memory", "pids", "cpuacct", or several where they are mounted together
    std::filesystem::path parent;
  };
  std::vector<V1Parent> v1_parents;
};

class CgroupTree;

// One group, in every hierarchy that is used. Removed (after killing what is left) by the
// destructor. Used by one thread at a time; KillAll may be called from any thread.
class Cgroup {
 public:
  Cgroup(Cgroup&&) noexcept;
  Cgroup& operator=(Cgroup&&) noexcept;
  Cgroup(const Cgroup&) = delete;
  Cgroup& operator=(const Cgroup&) = delete;
  ~Cgroup();

  // Memory (with swap) and number of tasks. Fails, rather than run unlimited, where it cannot be
  // enforced.
  Status SetMemoryLimit(uint64_t bytes);
  Status SetPidsLimit(uint64_t tasks);
  // Raises limits that are below these; leaves wider ones as they are.
  Status WidenLimits(uint64_t memory_bytes, uint64_t tasks);

  // Moves a process in, in every hierarchy. A child made by clone3 with CLONE_INTO_CGROUP and
  // v2_dir_fd() needs only AttachV1.
  Status Attach(pid_t pid);
  Status AttachV1(pid_t pid);
  int v2_dir_fd() const { return v2_.dir.get(); }
  // True where limits live in v1 hierarchies, which CLONE_INTO_CGROUP does not reach.
  bool needs_v1_attach() const { return !v1_.empty(); }

  Result<CgroupUsage> Usage() const;
  // CPU time alone: one read, for polling.
  Result<Nanoseconds> CpuTime() const;
  // Current memory alone: one read, for polling.
  Result<uint64_t> MemoryBytes() const;
  // Kills by the kernel's OOM killer in this group: one read, for polling.
  Result<uint64_t> OomKills() const;
  // What of MemoryBytes is pages of files, by whether the kernel would give them back on pressure.
  struct FilePages {
    uint64_t clean = 0, tmpfs = 0;
  };
  FilePages ReadFilePages() const;
  // Peak counters start again from the current use, where the kernel allows it.
  Status ResetPeak();

  // SIGKILL to every process in it (cgroup.kill, or freeze-and-kill until none is left).
  Status KillAll();
  // True when no process is left in it.
  bool Empty() const;
  // Removes the folders now; kFailedPrecondition while a process is still in it.
  Status Remove();

 private:
  friend class CgroupTree;
  // One folder. Everything goes through descriptors: a process that left the host's root (the spawn
  // helper) cannot see the paths any more; they are kept for messages.
  struct Hierarchy {
    std::string controllers;  // "memory", "pids", "memory,cpuacct"; "" for v2
    UniqueFd dir;
    int parent = -1;  // borrowed from the tree, which outlives its groups
    std::string name;
    std::filesystem::path path;
  };
  static Result<Hierarchy> Make(const Hierarchy& parent, const std::string& name);
  static Status Remove(const Hierarchy& hierarchy);
  // Kills what is in the groups below `folder`, and removes them.
  static void RemoveChildren(const std::filesystem::path& folder);
  Cgroup() = default;
  Status WriteMemoryLimit(uint64_t bytes);
  Status WritePidsLimit(uint64_t tasks);
  const Hierarchy* FindV1(std::string_view controller) const;

  std::vector<Hierarchy> v1_;
  Hierarchy v2_;  // without a descriptor where there is no v2 tree
  bool v2_memory_ = false, v2_pids_ = false;
  // Kept open: reading a counter is one pread.
  mutable UniqueFd cpu_fd_, memory_fd_;
  mutable UniqueFd oom_fd_, peak_fd_, pids_fd_;
  bool cpu_is_v2_ = true;
  uint64_t memory_limit_ = UINT64_MAX, pids_limit_ = UINT64_MAX;  // as last written
};

// The folder that holds all groups of this process. Thread-safe.
class CgroupTree {
 public:
  // kFailedPrecondition, with what to do, where memory or pids limits cannot be enforced on this
  // host. Removes what killed processes left behind.
  static Result<std::unique_ptr<CgroupTree>> Open(const CgroupOptions& options = {});
  // Never fails: what this host has.
  static CgroupSupport Probe(const CgroupOptions& options = {});
  ~CgroupTree();
  CgroupTree(const CgroupTree&) = delete;
  CgroupTree& operator=(const CgroupTree&) = delete;

  // A new empty group below the folder; the name must be new. On a hybrid host moving a process
  // between v1 groups can wait for an RCU grace period (10 ms): keep groups where that matters.
  Result<Cgroup> Create(const std::string& name);
  const CgroupSupport& support() const { return support_; }

 private:
  CgroupTree() = default;
  // Removes folders "assay.<pid>" of dead processes, killing what still runs in them.
  void SweepStale() const;
  CgroupSupport support_;
  static Result<Cgroup::Hierarchy> OpenFolder(const std::string& controllers,
                                              const std::filesystem::path& parent,
                                              const std::string& name, UniqueFd& parent_fd);
  std::vector<UniqueFd> parents_;
  std::vector<Cgroup::Hierarchy> v1_;  // our folders
  Cgroup::Hierarchy v2_;
  std::string name_;
};

}  // namespace assay::sandbox
