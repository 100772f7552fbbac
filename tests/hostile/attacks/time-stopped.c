// Stops itself: a stopped process ignores what waits for it, and uses nothing.
#include "attack.h"
int main(void) {
  for (;;) kill(getpid(), SIGSTOP);
}
