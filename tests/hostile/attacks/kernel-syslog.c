// Reads the kernel's log by syslog(2): addresses, and names of the host's other tenants.
#include <sys/klog.h>

#include "attack.h"
int main(void) {
  static char log[65536];
  int n = klogctl(3, log, sizeof log - 1);
  // A guest kernel has a log of its own, which says so.
  if (n > 0 && !strstr(log, "gVisor")) Breach("read %d bytes of the kernel's log", n);
  Contained("syslog: %d, %s", n, n < 0 ? strerror(errno) : "a guest's log");
}
