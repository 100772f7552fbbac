// Raw packets: everybody's traffic on an interface, and packets with any sender.
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "attack.h"
int main(void) {
  if (socket(AF_PACKET, SOCK_RAW, htons(ETH_P_ALL)) >= 0) Breach("AF_PACKET, raw");
  if (socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL)) >= 0) Breach("AF_PACKET, datagrams");
  if (socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) >= 0) Breach("raw ICMP");
  if (socket(AF_INET, SOCK_RAW, IPPROTO_RAW) >= 0) Breach("raw IP");
  if (socket(AF_INET6, SOCK_RAW, IPPROTO_ICMPV6) >= 0) Breach("raw ICMPv6");
  Contained("raw sockets: %s", strerror(errno));
}
