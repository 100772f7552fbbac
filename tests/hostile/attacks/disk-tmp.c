// Fills /tmp, then what else may be written beside it. argv[1]: MiB that /tmp may hold.
#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 16;
  static char block[1 << 20];
  memset(block, 1, sizeof block);
  const char* folders[] = {"/tmp", "/dev/shm", "/var/tmp", "/run", "/run/lock", "/dev"};
  int total = 0;
  for (unsigned f = 0; f < sizeof folders / sizeof *folders; ++f) {
    for (int file = 0; file < 1000 && total <= 2 * allowed + 16; ++file) {
      char path[64];
      snprintf(path, sizeof path, "%s/f%d", folders[f], file);
      int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
      if (fd < 0 && errno == EEXIST) continue;
      if (fd < 0) break;
      int whole = 0;
      while (whole < 4 && write(fd, block, sizeof block) == sizeof block) ++whole;
      total += whole;
      close(fd);
      if (whole < 4) break;
    }
  }
  // /tmp and a folder for shared memory may be one limit each; more than that is a hole.
  if (total > 2 * allowed) Breach("%d MiB outside /work where %d are allowed", total, allowed);
  if (total < allowed / 2) Broken("only %d MiB of %d: %s", total, allowed, strerror(errno));
  Contained("%d MiB", total);
}
