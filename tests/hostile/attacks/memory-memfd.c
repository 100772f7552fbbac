// Memory that belongs to no process: memfd files, written and never mapped. Resident set sizes stay
// small.
#include <sys/mman.h>

#include "attack.h"
int main(void) {
  static char block[1 << 20];
  for (int files = 0; files < 64; ++files) {
    int fd = memfd_create("m", 0);
    if (fd < 0) Contained("memfd_create: %s", strerror(errno));
    for (int i = 0; i < 48; ++i) {
      if (write(fd, block, sizeof block) < 0) break;
    }
  }
  Breach("3 GiB in memfd files");
}
