// Empty files without end: they cost no bytes by a byte count, and a kilobyte of kernel memory
// each. A guest kernel's tmpfs has no inode limit: there the files cost the guest's own memory, which is counted, and
// the sandbox must only survive it. argv[1]: host or guest, argv[2]: how many files a folder of the sandbox may hold.
#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 2 ? atoi(argv[2]) : 2000;
  const char* folders[] = {"/work", "/tmp"};
  for (int f = 0; f < 2; ++f) {
    int made = 0;
    for (; made <= allowed + 100; ++made) {
      char path[64];
      snprintf(path, sizeof path, "%s/i%d", folders[f], made);
      if (mknod(path, S_IFREG | 0600, 0) != 0) break;
    }
    if (made > allowed && !IsGuestKernel(argc, argv))
      Breach("%d files in %s where %d are allowed", made, folders[f], allowed);
    if (made < allowed / 2) Broken("only %d files of %d: %s", made, allowed, strerror(errno));
  }
  Contained("stopped by %s", strerror(errno));
}
