// The old way out of a changed root: chroot into a folder while standing above it, then walk up.
// With pivot_root and no capability there is no chroot and nothing above.
#include "attack.h"
int main(void) {
  int out = open("/", O_RDONLY | O_DIRECTORY);
  mkdir("/tmp/jail", 0755);
  if (chroot("/tmp/jail") == 0) {
    if (fchdir(out) != 0) Broken("fchdir: %s", strerror(errno));
    for (int i = 0; i < 64; ++i) {
      if (chdir("..") != 0) break;
    }
    Breach("chroot works");
  }
  if (syscall(SYS_pivot_root, "/tmp", "/tmp/jail") == 0) Breach("pivot_root works");
  Contained("chroot: %s", strerror(errno));
}
