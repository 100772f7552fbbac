// Floods stdout without write(2): splice from a pipe whose pages tee has doubled, then sendfile.
#include <sys/sendfile.h>

#include "attack.h"
int main(void) {
  int zero = open("/dev/zero", O_RDONLY), p[2];
  if (zero < 0 || pipe(p) != 0) Broken("set-up: %s", strerror(errno));
  static char block[65536];
  int spliced = 0;
  for (;;) {
    if (write(p[1], block, sizeof block) > 0 && splice(p[0], NULL, 1, NULL, sizeof block, 0) > 0) {
      spliced = 1;
      continue;
    }
    // A kernel without splice to this pipe: the ordinary way, so that the flood goes on.
    if (spliced || write(1, block, sizeof block) < 0) Broken("flood: %s", strerror(errno));
  }
}
