// A signal lamp between sandboxes: a lock on a file of the shared image. The neighbour holds one on
// /etc/passwd; whoever sees that it is locked can be told anything, one bit at a time.
#include <sys/file.h>

#include "attack.h"
int main(void) {
  int fd = open("/etc/passwd", O_RDONLY);
  if (fd < 0) Broken("open: %s", strerror(errno));
  for (int i = 0; i < 50; ++i) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
      flock(fd, LOCK_UN);
    } else if (errno == EWOULDBLOCK) {
      Breach("sees the neighbour's lock on a file of the image");
    } else {
      Contained("flock: %s", strerror(errno));
    }
    SleepMs(2);
  }
  Contained("nobody else's lock is seen");
}
