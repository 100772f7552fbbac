// Takes a port away from whoever comes next: a connection that the server closes first keeps its
// port for a minute in TIME_WAIT, in a network namespace that outlives the run. argv[1]: leave makes
// such a connection, look binds the port as a program does that never heard of SO_REUSEADDR.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "attack.h"
int main(int argc, char** argv) {
  const int leave = argc > 1 && strcmp(argv[1], "leave") == 0;
  struct sockaddr_in port;
  memset(&port, 0, sizeof port);
  port.sin_family = AF_INET;
  port.sin_port = htons(40406);
  port.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int server = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
  if (server < 0 || client < 0) Broken("socket: %s", strerror(errno));
  if (bind(server, (struct sockaddr*)&port, sizeof port) != 0) {
    if (leave) Broken("bind: %s", strerror(errno));
    Breach("an earlier run keeps the port: %s", strerror(errno));
  }
  if (!leave) Contained("the port is free");
  if (listen(server, 8) != 0 || connect(client, (struct sockaddr*)&port, sizeof port) != 0)
    Broken("connect: %s", strerror(errno));
  const int accepted = accept(server, 0, 0);
  char byte;
  if (accepted < 0) Broken("accept: %s", strerror(errno));
  close(accepted);
  if (read(client, &byte, 1) != 0) Broken("the server's end was not seen");
  close(client);
  Contained("a connection was left in TIME_WAIT");
}
