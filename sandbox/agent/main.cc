#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/prctl.h>

#include <cstring>

#include "sandbox/agent/agent.h"
#include "sandbox/agent/sys.h"

// The first process of a gVisor sandbox. It trusts the worker no more than the worker trusts it, and ends when the
// connection does.
namespace assay::sandbox::agent {
namespace {

#if defined(__x86_64__)
constexpr uint32_t kArch = AUDIT_ARCH_X86_64;
#else
constexpr uint32_t kArch = AUDIT_ARCH_AARCH64;
#endif

// gVisor is the wall; this closes what would loosen the limits inside: in a user namespace of its own a process
// has every capability there, and gVisor then exempts it from RLIMIT_NPROC. clone3 hides its flags from a filter,
// so it "does not exist" and libraries fall back to clone.
long DenyUserNamespaces() {
  constexpr uint32_t kDeny = SECCOMP_RET_ERRNO | EPERM;
  constexpr uint32_t kMissing = SECCOMP_RET_ERRNO | ENOSYS;
  constexpr uint32_t kFlags = offsetof(struct seccomp_data, args);
  struct sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, kArch, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, kDeny),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 5, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_unshare, 0, 2),
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kFlags),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_NEWUSER, 2, 0),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      BPF_STMT(BPF_RET | BPF_K, kMissing),
      BPF_STMT(BPF_RET | BPF_K, kDeny),
  };
  struct sock_fprog filter {sizeof program / sizeof program[0], program};
  return sys::Call(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, sys::P(&filter));
}

int Main() {
  sys::SetSignal(SIGPIPE, SIG_IGN);
  sys::Call(SYS_prctl, PR_SET_DUMPABLE, 0);
  if (sys::Call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 3;
  if (DenyUserNamespaces() != 0) return 4;
  // The root was writable (in memory) for as long as runsc needed it, to make the mount points that an image lacks.
  constexpr unsigned long kReadOnly = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV;
  if (sys::Mount(nullptr, "/", nullptr, kReadOnly, nullptr) != 0) return 5;
  // Nothing a run starts may ever gain what the agent has.
  for (int capability = 0; capability < 64; ++capability) {
    if (sys::Call(SYS_prctl, PR_CAPBSET_DROP, capability) == -EINVAL) break;
  }
  for (const int fd : {0, 1}) {
    sys::Call(SYS_fcntl, fd, F_SETFL, O_NONBLOCK);
    sys::Call(SYS_fcntl, fd, F_SETFD, FD_CLOEXEC);
  }
  static Agent agent;  // too large for a stack
  return agent.Serve();
}

}  // namespace
}  // namespace assay::sandbox::agent

int main() { return assay::sandbox::agent::Main(); }
