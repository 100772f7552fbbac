// Which pages of the shared image lie in memory tells what others have run: mincore, and reads that
// do not wait (RWF_NOWAIT). "Page Cache Attacks" (Gruss et al., CCS 2019). Since Linux 5.2 mincore
// says so only to those who may write the file; a difference between pages is the breach.
#include <sys/mman.h>
#include <sys/uio.h>

#include "attack.h"
int main(void) {
  const char* files[] = {"/usr/bin/gcc", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/bin/env",
                         "/usr/lib/x86_64-linux-gnu/libc.a"};
  int cached = 0, missing = 0;
  for (unsigned f = 0; f < sizeof files / sizeof *files; ++f) {
    int fd = open(files[f], O_RDONLY);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || st.st_size < 4096) continue;
    size_t pages = ((size_t)st.st_size + 4095) / 4096;
    void* map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) continue;
    unsigned char* in = (unsigned char*)calloc(pages, 1);
    if (mincore(map, (size_t)st.st_size, in) == 0) {
      for (size_t i = 0; i < pages; ++i) (in[i] & 1) ? ++cached : ++missing;
    }
    free(in);
    close(fd);
  }
  if (cached && missing) Breach("mincore tells %d cached pages from %d others", cached, missing);
  Contained("mincore says the same of every page (%d, %d)", cached, missing);
}
