// Ignores and blocks every signal that can be, and spins: a polite end never comes.
#include "attack.h"
int main(void) {
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, NULL);
  for (int s = 1; s < 65; ++s) signal(s, SIG_IGN);
  for (volatile unsigned i = 0;; ++i) {
  }
}
