// Enters the namespaces of process 1, of its parent, or of a pidfd.
#include <sched.h>

#include "attack.h"
int main(void) {
  const char* kinds[] = {"mnt", "pid", "net", "ipc", "uts", "user", "cgroup"};
  pid_t targets[] = {1, getppid()};
  for (int t = 0; t < 2; ++t) {
    for (int k = 0; k < 7; ++k) {
      char path[64];
      snprintf(path, sizeof path, "/proc/%d/ns/%s", targets[t], kinds[k]);
      int fd = open(path, O_RDONLY);
      if (setns(fd, 0) == 0) Breach("entered %s", path);
    }
    int pidfd = (int)syscall(434, targets[t], 0);
    if (setns(pidfd, CLONE_NEWNS | CLONE_NEWNET) == 0)
      Breach("entered the namespaces of %d", targets[t]);
  }
  Contained("setns: %s", strerror(errno));
}
