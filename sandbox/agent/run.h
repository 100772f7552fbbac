#pragma once

#include <sys/resource.h>

#include <cstdint>

#include "sandbox/agent/protocol.h"

namespace assay::sandbox::agent {

// One run at a time, each in its own pid, ipc, mount and uts namespace with its own /tmp, /dev/shm
// and /proc, so that everything of a run is gone with it. The namespaces of the next run are made
// before it is asked for.
//
// The first process in a run's namespaces ("init") shares the agent's address space: cloning it
// copies no page tables and it reads its orders from here. It calls no library function and uses a
// stack of its own.
class Runner {
 public:
  void Configure(const agent::Configure& configure) { configure_ = configure; }

  // Makes the namespaces of the next run; 0 or an errno. Called when no run is prepared or active.
  int Prepare();

  // Starts what was prepared. `payload` of `run` must stay as it is until Reap. 0 or an errno.
  int Start(const Run& run);

  void Kill();

  // The init has ended, and with it every process of the run (status_fd() is at its end). Fills
  // `out`; the descriptors of stdout and stderr stay open until CloseOutputs.
  void Reap(Exited* out);

  // -1 when closed. Non-blocking, the agent's ends.
  int stdin_fd() const { return stdin_.write; }
  int stdout_fd() const { return stdout_.read; }
  int stderr_fd() const { return stderr_.read; }
  int status_fd() const { return status_.read; }
  void CloseStdin();
  void CloseStdout();
  void CloseStderr();

 private:
  struct PipeEnds {
    int read = -1, write = -1;
  };
  static int InitMain(void* self);
  static int ChildMain(void* self);
  void InitPrepare();
  void InitRun();
  [[noreturn]] void Child();
  void FindFileAtLimit();
  void CloseAll();

  static constexpr size_t kStack = 64U * 1024U;
  static constexpr uint32_t kMaxPointers = kMaxArguments + 1;

  agent::Configure configure_;
  Run run_;
  int init_ = 0;
  PipeEnds go_, status_, stdin_, stdout_, stderr_;
  // The same, for the init: the memory is shared but the tables of descriptors are not, and the
  // agent forgets the ends that it closes.
  struct InitEnds {
    int go, in, out, err;
    int foreign[5];  // the agent's ends
  } init_ends_{};
  bool killed_ = false;

  // Written by init and by the program's process before exec, read after they have ended.
  volatile int prepare_error_ = 0;
  volatile int exec_errno_ = 0;
  volatile bool reported_ = false;
  int wait_status_ = 0;
  struct rusage usage_ {};
  char file_at_limit_[kMaxPath] = {};

  char* argv_[kMaxPointers] = {};
  char* env_[kMaxPointers] = {};
  char cwd_[kMaxPath] = {};
  alignas(64) char init_stack_[kStack];
  alignas(64) char child_stack_[kStack];
  char walk_[16384];
};

}  // namespace assay::sandbox::agent
