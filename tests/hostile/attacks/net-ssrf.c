// Reaches services that trust the machine they run on: the runner listens on port 40404 of its
// loopback; cloud machines have their metadata service; private networks the rest. A refused
// connection on the sandbox's own loopback is fine, an answer or a route to anywhere else is not.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "attack.h"
static void Try(const char* host, int port) {
  struct sockaddr_in6 six;
  struct sockaddr_in four;
  memset(&six, 0, sizeof six);
  memset(&four, 0, sizeof four);
  int is_six = strchr(host, ':') != NULL;
  six.sin6_family = AF_INET6;
  four.sin_family = AF_INET;
  six.sin6_port = four.sin_port = htons((uint16_t)port);
  if (inet_pton(is_six ? AF_INET6 : AF_INET, host,
                is_six ? (void*)&six.sin6_addr : (void*)&four.sin_addr) != 1)
    Broken("%s", host);
  const struct sockaddr* to = is_six ? (struct sockaddr*)&six : (struct sockaddr*)&four;
  socklen_t size = is_six ? sizeof six : sizeof four;
  int fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (fd < 0) return;
  if (connect(fd, to, size) == 0) Breach("connected to %s port %d", host, port);
  if (errno == EINPROGRESS) {
    struct pollfd p = {fd, POLLOUT, 0};
    int error = 0;
    socklen_t length = sizeof error;
    if (poll(&p, 1, 150) == 0) Breach("packets to %s port %d go somewhere", host, port);
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error == 0) Breach("connected to %s port %d", host, port);
  }
  close(fd);
  int local = !strncmp(host, "127.", 4) || !strcmp(host, "0.0.0.0") || !strcmp(host, "::1") ||
              !strcmp(host, "::ffff:127.0.0.1");
  fd = socket(is_six ? AF_INET6 : AF_INET, SOCK_DGRAM, 0);
  if (!local && sendto(fd, "x", 1, 0, to, size) == 1)
    Breach("a datagram to %s port %d went out", host, port);
  close(fd);
}
int main(void) {
  const char* hosts[] = {"127.0.0.1", "127.1.2.3", "0.0.0.0", "::1", "::ffff:127.0.0.1"};
  for (int i = 0; i < 5; ++i) {
    Try(hosts[i], 40404);
    Try(hosts[i], 22);
    Try(hosts[i], 5432);
    Try(hosts[i], 6379);
  }
  Try("169.254.169.254", 80);
  Try("10.0.0.1", 443);
  Try("172.17.0.1", 2375);
  Try("192.168.0.1", 80);
  Try("198.51.100.1", 53);
  Try("2001:db8::1", 53);
  Contained("nobody answers");
}
