// io_uring runs calls in the kernel past a seccomp filter. Having a ring is the breach.
#include "attack.h"
int main(void) {
  char parameters[120] = {0};
  long fd = syscall(425, 8, parameters);
  if (fd >= 0) Breach("io_uring_setup gave a ring");
  if (errno == EFAULT || errno == EINVAL)
    Breach("io_uring_setup looked at its arguments: %s", strerror(errno));
  Contained("io_uring_setup: %s", strerror(errno));
}
