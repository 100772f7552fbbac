// Eight children flood stdout at once while the first process sleeps.
#include "attack.h"
int main(void) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      for (;;) {
        if (write(1, block, sizeof block) < 0) _exit(1);
      }
    }
  }
  for (;;) pause();
}
