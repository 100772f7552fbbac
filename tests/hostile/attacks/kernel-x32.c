// The x32 numbers: bit 30 set, same architecture in the filter's eyes. A kernel without x32 says
// ENOSYS, which proves nothing of the filter, so the native sandbox must see and end it before the
// kernel does.
#include "attack.h"
int main(void) {
  long result = syscall(0x40000000 | SYS_getpid);
  if (result == getpid()) Breach("x32 call reached the kernel");
  Contained("x32 call: %s", strerror(errno));
}
