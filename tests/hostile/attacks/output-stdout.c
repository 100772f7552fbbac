// Writes to stdout for ever. Unprotected it fills the judge's memory or disk.
#include "attack.h"
int main(void) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  for (;;) {
    if (write(1, block, sizeof block) < 0) Broken("write: %s", strerror(errno));
  }
}
