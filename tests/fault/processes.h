#pragma once

#include <sys/types.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

// What stands below a part, as /proc and the control groups show it.
namespace assay::fault {

// A process and everything below it at this moment, and its control groups.
class Family {
 public:
  explicit Family(pid_t root);
  // gVisor's kernels, one a sandbox; not the processes below them that hold a guest's memory.
  std::vector<pid_t> Sandboxes() const;
  // Waits until nothing of it is left. Returns what is, in words; empty: nothing.
  std::vector<std::string> WaitUntilGone(std::chrono::milliseconds patience) const;

 private:
  struct Member {
    pid_t pid;
    std::string started;  // a number that is given out again has another one
    std::string command;
    bool in_sandbox;  // below a kernel of gVisor
  };
  void Add(pid_t pid, bool in_sandbox);
  std::vector<std::string> Left() const;
  std::vector<Member> members_;
};

}  // namespace assay::fault
