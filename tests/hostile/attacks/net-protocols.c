// Rarely used transports behind the two internet families, which the kernel loads a module for when
// a program asks for one: SCTP, MPTCP, SMC, UDP-Lite, L2TP, and ping sockets. Each has a history of
// holes of its own (CVE-2021-23133, CVE-2024-44974, CVE-2016-10200), and TCP and UDP need none of
// them.
#include <netinet/in.h>
#include <sys/socket.h>

#include "attack.h"
int main(int argc, char** argv) {
  const struct {
    const char* name;
    int type, protocol;
  } transports[] = {{"ICMP", SOCK_DGRAM, 1},      {"ICMPv6", SOCK_DGRAM, 58},
                    {"L2TP", SOCK_DGRAM, 115},    {"SCTP", SOCK_STREAM, 132},
                    {"SCTP", SOCK_SEQPACKET, 132}, {"UDP-Lite", SOCK_DGRAM, 136},
                    {"SMC", SOCK_STREAM, 256},    {"MPTCP", SOCK_STREAM, 262}};
  const int families[] = {AF_INET, AF_INET6};
  for (unsigned f = 0; f < 2; ++f) {
    if (socket(families[f], SOCK_STREAM, IPPROTO_TCP) < 0 && errno != EAFNOSUPPORT)
      Broken("no TCP: %s", strerror(errno));
    if (socket(families[f], SOCK_DGRAM, IPPROTO_UDP) < 0 && errno != EAFNOSUPPORT)
      Broken("no UDP: %s", strerror(errno));
    for (unsigned i = 0; i < sizeof transports / sizeof *transports; ++i) {
      if (socket(families[f], transports[i].type, transports[i].protocol) >= 0) {
        if (IsGuestKernel(argc, argv)) Contained("%s of a kernel of its own", transports[i].name);
        Breach("%s (family %d)", transports[i].name, families[f]);
      }
    }
  }
  Contained("nothing but TCP and UDP");
}
