#include <linux/capability.h>
#include <sys/mount.h>
#include <sys/prctl.h>

#include "sandbox/agent/agent.h"
#include "sandbox/agent/sys.h"

// The first process of a gVisor sandbox. It trusts the worker no more than the worker trusts it,
// and ends when the connection does.
namespace assay::sandbox::agent {
namespace {

int Main() {
  sys::SetSignal(SIGPIPE, SIG_IGN);
  sys::Call(SYS_prctl, PR_SET_DUMPABLE, 0);
  if (sys::Call(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return 3;
  // The root was writable (in memory) for as long as runsc needed it, to make the mount points that
  // an image lacks.
  constexpr unsigned long kReadOnly = MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV;
  if (sys::Mount(nullptr, "/", nullptr, kReadOnly, nullptr) != 0) return 4;
  // A zygote keeps across its exec what it needs to make namespaces and users; a run's program
  // gives it up.
  uint64_t capabilities = 0;
  for (const int capability : {CAP_CHOWN, CAP_DAC_OVERRIDE, CAP_FOWNER, CAP_KILL, CAP_SETGID,
                               CAP_SETUID, CAP_SYS_ADMIN, CAP_SYS_CHROOT, CAP_SYS_RESOURCE}) {
    capabilities |= uint64_t{1} << capability;
  }
  if (sys::SetCapabilities(capabilities | uint64_t{1} << CAP_SETPCAP,
                           capabilities | uint64_t{1} << CAP_SETPCAP, capabilities) != 0) {
    return 5;
  }
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
