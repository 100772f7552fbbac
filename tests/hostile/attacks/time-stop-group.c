// Stops its whole family, children in process groups of their own too: SIGTERM to any of them does
// nothing.
#include "attack.h"
int main(void) {
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      setpgid(0, 0);
      for (;;) kill(getpid(), SIGSTOP);
    }
  }
  for (;;) kill(getpid(), SIGSTOP);
}
