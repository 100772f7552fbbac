// Types into the terminal of whoever started the sandbox: TIOCSTI and TIOCLINUX on every descriptor
// and terminal in reach. Verified by its history (CVE-2017-5226 and its kin); nothing is typed
// where it fails.
#include <sys/ioctl.h>

#include "attack.h"
int main(void) {
  int fds[] = {0, 1, 2, open("/dev/tty", O_RDWR | O_NONBLOCK),
               open("/dev/console", O_RDWR | O_NONBLOCK | O_NOCTTY)};
  for (int i = 0; i < 5; ++i) {
    if (ioctl(fds[i], TIOCSTI, "\n") == 0) Breach("typed into descriptor %d", fds[i]);
    if (ioctl(fds[i], (unsigned long)TIOCSTI | 1UL << 32, "\n") == 0)
      Breach("typed past a 64-bit check");
  }
  if (fds[3] >= 0 || fds[4] >= 0) Breach("opened a terminal of the host");
  Contained("no terminal");
}
