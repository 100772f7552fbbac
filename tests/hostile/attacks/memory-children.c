// Eight children, each a quarter of the limit: no single process is over it, together they are
// twice over. argv[1]: the limit in MiB. A limit that is per process (RLIMIT_AS) lets all of it
// through.
#include "attack.h"
int main(int argc, char** argv) {
  size_t part = (size_t)(argc > 1 ? atoi(argv[1]) : 64) * (1 << 20) / 4;
  int ready[2];
  if (pipe(ready) != 0) Broken("pipe: %s", strerror(errno));
  for (int i = 0; i < 8; ++i) {
    if (fork() == 0) {
      char* p = (char*)malloc(part);
      if (!p) _exit(1);
      Touch(p, part);
      if (write(ready[1], "x", 1) != 1) _exit(1);
      for (;;) pause();
    }
  }
  close(ready[1]);
  int count = 0;
  for (char byte; count < 8 && read(ready[0], &byte, 1) == 1; ++count) {
  }
  // All at one time, that is: the kernel may have ended one to make room for the next.
  SleepMs(100);
  if (count == 8 && waitpid(-1, NULL, WNOHANG) == 0) Breach("8 children hold %zu bytes each", part);
  for (;;) pause();
}
