// A RAM disk is memory: fills /tmp beyond the memory limit while the disk limit is far. argv[1]:
// MiB allowed.
#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 48;
  static char block[1 << 20];
  memset(block, 1, sizeof block);
  int total = 0;
  for (int file = 0; file < 64 && total <= 3 * allowed; ++file) {
    char path[64];
    snprintf(path, sizeof path, "/tmp/f%d", file);
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    if (fd < 0) Contained("open %s: %s", path, strerror(errno));
    for (int i = 0; i < 8; ++i, ++total) {
      if (write(fd, block, sizeof block) != sizeof block)
        Contained("%d MiB, then %s", total, strerror(errno));
    }
  }
  Breach("%d MiB in /tmp where memory is %d MiB", total, allowed);
}
