// Watches files of the shared image: which ones another submission opens, and when, says what it
// does. The neighbour reads /etc/group a hundred times a second.
#include <poll.h>
#include <sys/fanotify.h>
#include <sys/inotify.h>

#include "attack.h"
int main(void) {
  int fd = inotify_init1(IN_NONBLOCK);
  if (fd < 0) Contained("inotify_init1: %s", strerror(errno));
  inotify_add_watch(fd, "/etc/group", IN_OPEN | IN_ACCESS | IN_CLOSE);
  inotify_add_watch(fd, "/etc", IN_OPEN | IN_ACCESS);
  struct pollfd p = {fd, POLLIN, 0};
  if (poll(&p, 1, 1000) > 0) Breach("sees the neighbour read /etc/group");
  Contained("nothing was seen");
}
