// Exits at once and leaves a grandchild that holds stdout and stderr open: whoever reads to the end
// of the pipes waits for it for ever.
#include "attack.h"
int main(void) {
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    for (;;) pause();
  }
  Contained("a grandchild holds the pipes");
}
