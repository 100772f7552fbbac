// A network namespace that is kept from run to run carries what listens in it. argv[1]: leave
// starts a daemon that listens on port 40405 and an abstract name; look tries to reach it, and
// looks for bound ports.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attack.h"
int main(int argc, char** argv) {
  int leave = argc > 1 && strcmp(argv[1], "leave") == 0;
  struct sockaddr_in port;
  memset(&port, 0, sizeof port);
  port.sin_family = AF_INET;
  port.sin_port = htons(40405);
  port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  struct sockaddr_un name;
  memset(&name, 0, sizeof name);
  name.sun_family = AF_UNIX;
  strcpy(name.sun_path + 1, "assay-hostile-carry");
  socklen_t size = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 20);
  int tcp = socket(AF_INET, SOCK_STREAM, 0), unix_socket = socket(AF_UNIX, SOCK_STREAM, 0);
  if (!leave) {
    if (connect(tcp, (struct sockaddr*)&port, sizeof port) == 0)
      Breach("an earlier run still listens on a port");
    if (connect(unix_socket, (struct sockaddr*)&name, size) == 0)
      Breach("an earlier run still listens on a name");
    if (bind(tcp, (struct sockaddr*)&port, sizeof port) != 0 && errno == EADDRINUSE)
      Breach("an earlier run's port is still bound");
    Contained("nobody is there");
  }
  if (bind(tcp, (struct sockaddr*)&port, sizeof port) != 0 || listen(tcp, 8) != 0)
    Broken("listen: %s", strerror(errno));
  if (bind(unix_socket, (struct sockaddr*)&name, size) != 0 || listen(unix_socket, 8) != 0)
    Broken("listen: %s", strerror(errno));
  if (fork() == 0) {
    setsid();
    if (fork() != 0) _exit(0);
    for (int fd = 0; fd < 3; ++fd) close(fd);
    for (;;) pause();
  }
  Contained("a daemon listens");
}
