// Takes descriptors out of other processes: the supervisor holds pipes, sockets and folders of the
// host.
#include "attack.h"
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
int main(void) {
  pid_t targets[] = {getppid(), 1};
  for (int t = 0; t < 2; ++t) {
    int pidfd = (int)syscall(SYS_pidfd_open, targets[t], 0);
    for (int fd = 0; fd < 32; ++fd) {
      int got = (int)syscall(SYS_pidfd_getfd, pidfd, fd, 0);
      if (got >= 0) Breach("took descriptor %d of process %d", fd, targets[t]);
    }
  }
  Contained("no descriptor taken");
}
