#pragma once

#include <cstdint>

#include "sandbox/agent/init.h"
#include "sandbox/agent/protocol.h"

namespace assay::sandbox::agent {

// An interpreter that has been started, stands before the first line of its program, and from then
// on is copied instead of started: in gVisor a start of Python is 440 system calls and 50 maps, a
// copy one fork. The interpreter comes to zygote_module.cc by a hook of the image's, with the
// environment variable ASSAY_ZYGOTE.
//
// It keeps what the agent may do, since it makes namespaces, and sees nothing that a submission
// brought: over /work lies an empty folder, and its command line holds no option of the
// interpreter's.
class Zygote {
 public:
  // Starts it for this command; 0 or an errno. kReady comes on socket() when it stands where it is
  // copied.
  int Start(const Run& run);
  // Something is to be read from socket(): true when it stands ready, false when it is gone.
  bool Welcome();

  bool started() const { return socket_ >= 0; }
  bool ready() const { return ready_; }
  int socket() const { return socket_; }
  // True for a run that its copies can be.
  bool Serves(const Run& run) const;

  // The memory that its inits and the agent share.
  Init& init() { return *init_; }
  // Clones the init of a next run, which gets copies of these descriptors: go, stdin, stdout,
  // stderr and one whose end shows the init's. Its pid, or a negative errno, after which this
  // zygote is gone.
  int CloneInit(const int fds[5]);
  // Waits for a cloned init that has ended; false when the zygote is gone.
  bool Reap();

 private:
  static int Main(void* self);
  [[noreturn]] void Become();
  int Gone(int error);

  int pid_ = 0, socket_ = -1;
  bool ready_ = false;
  Init* init_ = nullptr;
  int theirs_ = -1, memory_ = -1, idle_[2] = {-1, -1};
  Run run_;
  char strings_[kMaxPayload];  // of run_
  char* argv_[kMaxArguments + 1] = {};
  char* env_[kMaxArguments + 2] = {};
  alignas(64) char stack_[16384];
};

// What the zygote and the agent say on their socket: one byte each time, the first with
// descriptors.
enum class ZygoteWord : char {
  kReady = 'y',  // from the zygote, once
  kClone = 'c',  // five descriptors come along; answered by kCloned and the pid as four bytes
  kCloned = 'p',
  kReap = 'r',  // answered by kReaped
  kReaped = 'e',
};
constexpr int kZygoteSocket = 200, kZygoteMemory = 201;  // its descriptors

}  // namespace assay::sandbox::agent
