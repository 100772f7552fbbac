// Two hundred files of the largest size that is allowed, all of them holes: no block on disk, 12
// GiB for whoever reads them. argv[1]: bytes of one file.
#include "attack.h"
int main(int argc, char** argv) {
  long long size = argc > 1 ? atoll(argv[1]) : 64 << 20;
  int made = 0;
  for (int i = 0; i < 200; ++i) {
    char name[32];
    snprintf(name, sizeof name, "sparse%03d", i);
    int fd = open(name, O_WRONLY | O_CREAT, 0644);
    if (fd < 0) break;
    made += ftruncate(fd, size) == 0;
    close(fd);
  }
  if (made < 100) Broken("only %d files: %s", made, strerror(errno));
  Contained("%d files of holes were left", made);
}
