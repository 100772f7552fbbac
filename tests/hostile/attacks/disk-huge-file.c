// Every way to a file beyond the limit, with SIGXFSZ ignored: truncate, fallocate, a write far out.
// argv[1]: bytes of one file. A terabyte with holes costs no block, and whoever reads it back reads
// a terabyte.
#include "attack.h"
int main(int argc, char** argv) {
  long long allowed = argc > 1 ? atoll(argv[1]) : 1 << 20;
  signal(SIGXFSZ, SIG_IGN);
  const char* paths[] = {"/work/huge", "/tmp/huge"};
  for (int i = 0; i < 2; ++i) {
    int fd = open(paths[i], O_RDWR | O_CREAT, 0600);
    if (fd < 0) Broken("open %s: %s", paths[i], strerror(errno));
    if (ftruncate(fd, 1LL << 40) != 0) errno = 0;
    if (truncate(paths[i], 1LL << 40) != 0) errno = 0;
    if (fallocate(fd, 0, 0, allowed * 2) != 0) errno = 0;
    if (pwrite(fd, "x", 1, 1LL << 40) != 1) errno = 0;
    if (lseek(fd, allowed, SEEK_SET) != allowed || write(fd, "x", 1) != 1) errno = 0;
    struct stat st;
    fstat(fd, &st);
    if (st.st_size > allowed)
      Breach("%s has %lld bytes where %lld are allowed", paths[i], (long long)st.st_size, allowed);
  }
  Contained("no file over the limit");
}
