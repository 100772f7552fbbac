// Fills /work. argv[1]: MiB it may hold. Unprotected: until the host's disk is full.
#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 16, total = 0;
  static char block[1 << 20];
  memset(block, 1, sizeof block);
  for (int file = 0; file < 1000 && total <= allowed + 16; ++file) {
    char path[64];
    snprintf(path, sizeof path, "/work/f%d", file);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) break;
    for (int i = 0; i < 4; ++i, ++total) {
      if (write(fd, block, sizeof block) != sizeof block) goto full;
    }
    close(fd);
  }
full:
  if (total > allowed) Breach("%d MiB in /work where %d are allowed", total, allowed);
  if (total < allowed / 2) Broken("only %d MiB of %d: %s", total, allowed, strerror(errno));
  Contained("%d MiB, then %s", total, strerror(errno));
}
