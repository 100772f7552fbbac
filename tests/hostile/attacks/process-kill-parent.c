// Kills or stops its parent and process 1, by kill, by tgkill, by pidfd, and by the parent's
// process group.
#include "attack.h"
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#define SYS_pidfd_send_signal 424
#endif
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "after") == 0) Contained("the sandbox lives");
  pid_t parent = getppid();
  pid_t targets[] = {parent, 1};
  // Signals that end or stop by default: the permission check comes before anything the target
  // says.
  const int signals[] = {SIGSTOP, SIGHUP, SIGKILL};
  for (int t = 0; t < 2; ++t) {
    if (targets[t] <= 0) continue;
    for (int s = 0; s < 3; ++s) {
      if (kill(targets[t], signals[s]) == 0)
        Breach("signal %d to process %d", signals[s], targets[t]);
      if (syscall(SYS_tgkill, targets[t], targets[t], signals[s]) == 0)
        Breach("tgkill of process %d", targets[t]);
    }
    int fd = (int)syscall(SYS_pidfd_open, targets[t], 0);
    if (fd >= 0 && syscall(SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) == 0)
      Breach("pidfd signal to %d", targets[t]);
    if (fd >= 0) close(fd);
  }
  pid_t group = getpgid(parent);
  if (group > 1 && group != getpgrp() && kill(-group, SIGKILL) == 0)
    Breach("killed the group of the parent");
  SleepMs(20);
  if (getppid() != parent) Breach("the parent is gone");
  Contained("process 1 and the parent live");
}
