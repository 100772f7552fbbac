// userfaultfd stops the kernel in the middle of a copy, which makes races in it easy to win.
#include "attack.h"
int main(void) {
  long fd = syscall(323, O_CLOEXEC | 1 /* UFFD_USER_MODE_ONLY */);
  if (fd < 0) fd = syscall(323, O_CLOEXEC);
  if (fd >= 0) Breach("userfaultfd gave a descriptor");
  Contained("userfaultfd: %s", strerror(errno));
}
