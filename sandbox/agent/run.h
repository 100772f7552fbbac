#pragma once

#include <cstdint>

#include "sandbox/agent/init.h"
#include "sandbox/agent/protocol.h"
#include "sandbox/agent/zygote.h"

namespace assay::sandbox::agent {

// One run at a time, each in its own pid, ipc, mount and uts namespace with its own /tmp, /dev/shm
// and /proc, so that everything of a run is gone with it. The namespaces of the next run are made
// before it is asked for.
//
// The first process in a run's namespaces ("init") shares the agent's address space: cloning it
// copies no page tables. It uses a stack of its own. Where a zygote serves the run, the init is the
// zygote's, and shares its address space.
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

  Zygote& zygote() { return zygote_; }

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
  void RunProgram();
  [[noreturn]] void Child();
  int CloneInit();
  // The prepared run will not be.
  void CallOff();
  void Wait(int* status, struct rusage* usage);
  Init& init() { return by_zygote_ ? zygote_.init() : own_init_; }
  void CloseAll();

  static constexpr size_t kStack = 64U * 1024U;
  static constexpr uint32_t kMaxPointers = kMaxArguments + 1;

  agent::Configure configure_;
  int init_pid_ = 0;
  PipeEnds go_, status_, stdin_, stdout_, stderr_;
  bool killed_ = false;
  bool by_zygote_ = false;      // what is prepared or runs
  bool prefer_zygote_ = false;  // for what is prepared next: what is run is often run again
  Zygote zygote_;
  Init own_init_;

  char* argv_[kMaxPointers] = {};
  char* env_[kMaxPointers] = {};
  alignas(64) char init_stack_[kStack];
  alignas(64) char child_stack_[kStack];
};

}  // namespace assay::sandbox::agent
