// Has the host look at its corpse: where core_pattern is a pipe, a limit of zero does not keep the
// kernel from starting the handler, as root and outside of every namespace (core(5)); handlers have
// a history (CVE-2025-4598, CVE-2025-5054). Only a limit of exactly one byte does. Sets the limit to
// zero, as any program may, and sees whether that took hold.
#include <sys/resource.h>

#include "attack.h"
int main(int argc, char** argv) {
  struct rlimit core = {0, 0};
  if (setrlimit(RLIMIT_CORE, &core) != 0) errno = 0;
  if (syscall(SYS_prlimit64, getpid(), RLIMIT_CORE, &core, 0) != 0) errno = 0;
  if (getrlimit(RLIMIT_CORE, &core) != 0) Broken("getrlimit: %s", strerror(errno));
  if (IsGuestKernel(argc, argv)) Contained("a kernel of its own has no handler");
  if (core.rlim_cur != 1 || core.rlim_max != 1)
    Breach("a core limit of %lu: a handler would be started", (unsigned long)core.rlim_cur);
  Contained("the limit stays one byte");
}
