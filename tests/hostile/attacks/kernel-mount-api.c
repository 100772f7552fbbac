// The newer calls for the same: filters that know mount(2) only forget them.
#include "attack.h"
int main(void) {
  if (syscall(428, AT_FDCWD, "/", 1 /* OPEN_TREE_CLONE */) >= 0) Breach("open_tree");
  if (syscall(430, "tmpfs", 0) >= 0) Breach("fsopen");
  if (syscall(433, AT_FDCWD, "/", 0) >= 0) Breach("fspick");
  struct {
    uint64_t set, clear, propagation, userns;
  } attributes = {0, 1 /* read-only */, 0, 0};
  if (syscall(442, AT_FDCWD, "/", 0, &attributes, sizeof attributes) == 0) Breach("mount_setattr");
  if (syscall(429, AT_FDCWD, "/tmp", AT_FDCWD, "/work", 0) == 0) Breach("move_mount");
  Contained("mount API: %s", strerror(errno));
}
