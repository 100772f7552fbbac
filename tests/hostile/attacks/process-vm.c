// Reads and writes the memory of others without tracing them. An address that is not mapped gives
// EFAULT, and that is a breach too: the permission was there.
#include <sys/uio.h>

#include "attack.h"
int main(void) {
  char mine[64] = {0};
  struct iovec local = {mine, sizeof mine}, remote = {(void*)0x400000, sizeof mine};
  for (pid_t pid = 1; pid < 400; ++pid) {
    if (pid == getpid()) continue;
    if (process_vm_readv(pid, &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT)
      Breach("reads memory of process %d", pid);
    if (process_vm_writev(pid, &local, 1, &remote, 1, 0) >= 0 || errno == EFAULT)
      Breach("writes memory of process %d", pid);
  }
  Contained("no memory of another process");
}
