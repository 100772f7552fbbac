// Opens for ever. argv[1]: how many descriptors a process may have.
#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 64, last = 2;
  for (int i = 0; i < 20 * allowed; ++i) {
    int fd = open("/dev/null", O_RDONLY);
    if (fd < 0) break;
    last = fd;
  }
  if (last >= allowed) Breach("descriptor %d where %d are allowed", last, allowed);
  if (last < allowed / 2) Broken("only %d of %d: %s", last, allowed, strerror(errno));
  int far = fcntl(0, F_DUPFD, allowed + 10);
  if (far >= 0) Breach("descriptor %d through F_DUPFD", far);
  Contained("%d descriptors, then %s", last + 1, strerror(errno));
}
