// Another submission listens on port 40406 and on an abstract name at this moment; reaching it is
// the breach.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attack.h"
int main(void) {
  struct sockaddr_in port;
  memset(&port, 0, sizeof port);
  port.sin_family = AF_INET;
  port.sin_port = htons(40406);
  port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr*)&port, sizeof port) == 0)
    Breach("reached the neighbour's port");
  struct sockaddr_un name;
  memset(&name, 0, sizeof name);
  name.sun_family = AF_UNIX;
  strcpy(name.sun_path + 1, "assay-hostile-neighbour");
  socklen_t size =
      (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen("assay-hostile-neighbour"));
  if (connect(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr*)&name, size) == 0)
    Breach("reached the neighbour's name");
  Contained("no neighbour: %s", strerror(errno));
}
