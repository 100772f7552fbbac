// Leaves a daemon that spins, in a session of its own with everything closed; the first process
// exits at once. On a plain host the daemon lives on after its parent, and takes a core for ever.
#include "attack.h"
int main(void) {
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    for (int fd = 0; fd < 64; ++fd) close(fd);
    signal(SIGHUP, SIG_IGN);
    if (chdir("/") != 0) _exit(1);
    for (volatile unsigned i = 0;; ++i) {
    }
  }
  SleepMs(50);
  Contained("a daemon was left behind");
}
