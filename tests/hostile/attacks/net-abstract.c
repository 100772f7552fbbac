// Abstract sockets have no file, so no file tree hides them: only a network namespace does. The
// runner listens on a name and on a path; either answering is the breach.
#include <sys/socket.h>
#include <sys/un.h>

#include "attack.h"
int main(void) {
  const char* names[] = {"@assay-hostile-host", "@assay-hostile-neighbour",
                         "/tmp/assay-hostile.sock", "/run/assay-hostile.sock"};
  for (int i = 0; i < 4; ++i) {
    const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET};
    for (int t = 0; t < 3; ++t) {
      int fd = socket(AF_UNIX, types[t], 0);
      if (fd < 0) continue;
      struct sockaddr_un address;
      memset(&address, 0, sizeof address);
      address.sun_family = AF_UNIX;
      strcpy(address.sun_path, names[i]);
      socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(names[i]));
      if (names[i][0] == '@') address.sun_path[0] = 0;
      if (connect(fd, (struct sockaddr*)&address, size) == 0) Breach("reached %s", names[i]);
      close(fd);
    }
  }
  Contained("no unix socket: %s", strerror(errno));
}
