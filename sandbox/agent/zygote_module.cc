// A library that an interpreter in the sandbox loads when it becomes a zygote (zygote.h). It needs
// nothing but what the interpreter brings: it is built without a C library, since the image's is
// another one than the builder's.
//
// The interpreter's one thread comes in, says that it stands ready, and from then on clones inits:
// processes that share its memory, as the agent's own do. An init forks when it is told to, and its
// child, which has a copy of everything, takes the thread's place: it returns from here as if
// nothing had been.

#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>

#include "sandbox/agent/init.h"
#include "sandbox/agent/sys.h"
#include "sandbox/agent/zygote.h"

namespace assay::sandbox::agent {
namespace {

constexpr size_t kStack = 64U * 1024U;

void* thread_place[5];  // where the thread stands, for __builtin_longjmp
alignas(64) char init_stack[kStack];
Init* shared;
int run_descriptors[5];

[[noreturn]] void TakeThreadPlace() { __builtin_longjmp(thread_place, 1); }

int InitMain(void*) {
  sys::Close(kZygoteSocket);
  sys::Close(kZygoteMemory);
  Init& init = *shared;
  init.Prepare();
  if (init.Begin()) {
    // The C library's fork, so that it knows the copy's thread; nothing of it is in use, as the
    // thread is in a system call of ours.
    const int program = ::fork();
    if (program == 0) {
      const int error = init.BecomeProgram();
      if (error != 0) {
        init.set_exec_errno(error);
        sys::Exit(127);
      }
      sys::Call(SYS_munmap, sys::P(shared), sizeof(Init));
      // An exec would have closed them. One by one: gVisor has no close_range.
      for (const int fd : run_descriptors) sys::Close(fd);
      // The change of user took it, as an exec would not.
      sys::Call(SYS_prctl, PR_SET_DUMPABLE, 1);
      TakeThreadPlace();
    }
    if (program < 0) {
      init.set_prepare_error(EAGAIN);
    } else {
      init.Await(program);
    }
  }
  sys::Exit(0);
}

// A word, and the descriptors that came with it; false at the end.
bool Receive(ZygoteWord* word, int fds[5]) {
  struct iovec data {
    word, 1
  };
  alignas(struct cmsghdr) char control[CMSG_SPACE(5 * sizeof(int))];
  struct msghdr message {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  long n = 0;
  while ((n = sys::Call(SYS_recvmsg, kZygoteSocket, sys::P(&message), MSG_CMSG_CLOEXEC)) ==
         -EINTR) {
  }
  if (n != 1) return false;
  const struct cmsghdr* header = CMSG_FIRSTHDR(&message);
  if (*word != ZygoteWord::kClone) return header == nullptr;
  if (header == nullptr || header->cmsg_len != CMSG_LEN(5 * sizeof(int))) return false;
  std::memcpy(fds, CMSG_DATA(header), 5 * sizeof(int));
  return true;
}

void Say(ZygoteWord word) { sys::Write(kZygoteSocket, &word, 1); }

// Never returns in the zygote itself.
[[noreturn]] void Serve() {
  shared = static_cast<Init*>(sys::MapShared(kZygoteMemory, sizeof(Init)));
  if (shared == nullptr) sys::Exit(1);
  Say(ZygoteWord::kReady);
  int init = 0;
  while (true) {
    ZygoteWord word{};
    int(&fds)[5] = run_descriptors;
    if (!Receive(&word, fds)) sys::Exit(0);
    if (word == ZygoteWord::kReap) {
      int status = 0;
      while (sys::Wait(init, &status, __WALL, nullptr) == -EINTR) {
      }
      Say(ZygoteWord::kReaped);
      continue;
    }
    shared->SetEnds(fds[0], fds[1], fds[2], fds[3]);
    const int flags = CLONE_VM | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWUTS |
                      CLONE_NEWNET | SIGCHLD;
    init = ::clone(&InitMain, init_stack + kStack, flags, nullptr);
    for (const int fd : fds) sys::Close(fd);
    Say(ZygoteWord::kCloned);
    const int32_t pid = init;
    sys::Write(kZygoteSocket, &pid, sizeof pid);
  }
}

// Returns in each copy.
[[gnu::noinline]] void BeCopied() {
  if (__builtin_setjmp(thread_place) != 0) return;
  Serve();
}

}  // namespace
}  // namespace assay::sandbox::agent

// Python's C API, as far as it is needed: https://docs.python.org/3/c-api/sys.html
extern "C" {
void PyOS_BeforeFork(void);
void PyOS_AfterFork_Child(void);
void PyErr_SetNone(void*);
extern void* PyExc_ImportError [[gnu::weak]];

// The import "fails" when the program's turn has come: there is no module, only the wait.
[[gnu::visibility("default")]] void* PyInit_assay_zygote(void) {
  PyOS_BeforeFork();
  assay::sandbox::agent::BeCopied();
  PyOS_AfterFork_Child();
  PyErr_SetNone(PyExc_ImportError);
  return nullptr;
}
}
