// Every other family: rarely used code of the kernel that a program loads by asking for it (AF_ALG,
// RDS, TIPC, X.25, Bluetooth, CAN, XDP, QIPCRTR …). Only unix and internet sockets are anybody's
// business here; netlink and vsock have attacks of their own.
#include <sys/socket.h>

#include "attack.h"
int main(void) {
  for (int family = 0; family < 64; ++family) {
    if (family == AF_UNIX || family == AF_INET || family == AF_INET6 || family == AF_NETLINK ||
        family == AF_VSOCK)
      continue;
    const int types[] = {SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_SEQPACKET};
    for (int t = 0; t < 4; ++t) {
      if (socket(family, types[t], 0) >= 0) Breach("socket family %d, type %d", family, types[t]);
    }
  }
  Contained("no other family");
}
