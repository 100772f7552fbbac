// A chain of processes that live for a moment each: whoever kills by a list of process ids is
// always late, and whoever counts CPU time of living processes counts almost none. The first
// process only waits.
#include "attack.h"
int main(void) {
  if (fork() != 0) {
    for (;;) pause();
  }
  for (;;) {
    pid_t child = fork();
    if (child > 0) _exit(0);
    for (volatile int i = 0; i < 20000; ++i) {
    }
  }
}
