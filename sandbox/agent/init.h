#pragma once

#include <sys/resource.h>

#include <cstdint>

#include "sandbox/agent/protocol.h"

namespace assay::sandbox::agent {

// What the first process ("init") of a run's namespaces does, and all that it and the agent tell
// each other. The agent clones an init that shares its memory; a zygote's init shares the zygote's,
// which has this object from the agent as memory that both map (at different addresses: no pointers
// in here). It calls no library function but memcpy and strlen, since a C library's state in shared
// memory would be another process's.
class Init {
 public:
  // Told before it is cloned.
  struct Setup {
    uint64_t disk_bytes;
    uint32_t uid, gid;
    bool covered;          // the zygote's empty folder lies over /work
    int go, in, out, err;  // its ends of the pipes
    int foreign[5];        // copies of the agent's ends, and -1
  };
  // Told before the word to go.
  struct Orders {
    bool keep;
    uint64_t file_bytes, stack_bytes;
    uint32_t processes, open_files;
    char cwd[kMaxPath];
  };

  void Reset(const Setup& setup);
  // Descriptors have other numbers where the init is cloned.
  void SetEnds(int go, int in, int out, int err);
  void Order(const Run& run);

  // In the init, one after another: makes the run's mounts; waits for the word and puts /work in,
  // false when there is nothing to run; waits until the program has ended, whose descriptors it
  // closes first. With the init's own end every other process in the namespace ends.
  void Prepare();
  bool Begin();
  void Await(int program);

  // In the process that becomes the program: session, stdio, limits, root, user. 0 or an errno.
  int BecomeProgram();

  // What is known when the init has ended. Only for the words of a verdict.
  bool reported() const { return reported_; }
  int wait_status() const { return wait_status_; }
  const struct rusage& usage() const { return usage_; }
  const char* file_at_limit() const { return file_at_limit_; }
  int error() const { return prepare_error_ != 0 ? prepare_error_ : exec_errno_; }

  void set_exec_errno(int error) { exec_errno_ = error; }
  void set_prepare_error(int error) { prepare_error_ = error; }

 private:
  void FindFileAtLimit();

  Setup setup_{};
  Orders orders_{};
  volatile int prepare_error_ = 0;
  volatile int exec_errno_ = 0;
  volatile bool reported_ = false;
  int wait_status_ = 0;
  struct rusage usage_ {};
  char file_at_limit_[kMaxPath] = {};
  char walk_[16384] = {};
};

}  // namespace assay::sandbox::agent
