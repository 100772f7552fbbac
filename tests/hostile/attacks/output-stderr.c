// Writes to stderr for ever.
#include "attack.h"
int main(void) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  for (;;) {
    if (write(2, block, sizeof block) < 0) return 1;
  }
}
