// Kernel memory: buffers of pipes in unreaped numbers, full. argv[1]: the limit in MiB. Unprotected
// a user gets 64 MiB for each of its ids before the kernel makes pipes small, and forks get
// descriptors anew.
#include "attack.h"
int main(int argc, char** argv) {
  long allowed = (argc > 1 ? atol(argv[1]) : 24) * (1L << 20), total = 0;
  static char block[65536];
  int waiting[2];
  if (pipe(waiting) != 0) Broken("pipe: %s", strerror(errno));
  for (int round = 0; round < 400; ++round) {
    int p[2];
    if (pipe(p) != 0) break;
    fcntl(p[1], F_SETPIPE_SZ, 1 << 20);
    fcntl(p[1], F_SETFL, O_NONBLOCK);
    for (ssize_t n; (n = write(p[1], block, sizeof block)) > 0;) total += n;
  }
  if (total > allowed) Breach("%ld bytes in pipes where %ld are allowed", total, allowed);
  Contained("%ld bytes in pipes, then %s", total, strerror(errno));
}
