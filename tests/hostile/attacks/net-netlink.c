// Netlink speaks to the kernel's network, audit, crypto and event subsystems. A guest kernel has a
// small one of its own that tells about the loopback interface: there only an interface beyond that
// counts.
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <sys/socket.h>

#include "attack.h"
int main(int argc, char** argv) {
  int guest = IsGuestKernel(argc, argv);
  for (int protocol = 0; protocol < 23; ++protocol) {
    int fd = socket(AF_NETLINK, SOCK_RAW, protocol);
    if (fd >= 0 && !guest) Breach("netlink protocol %d", protocol);
    if (fd >= 0 && protocol != NETLINK_ROUTE && protocol != NETLINK_KOBJECT_UEVENT)
      Breach("netlink protocol %d in the guest", protocol);
  }
  struct if_nameindex* all = if_nameindex();
  for (struct if_nameindex* i = all; i && i->if_index; ++i) {
    if (strcmp(i->if_name, "lo") != 0) Breach("sees the interface %s", i->if_name);
  }
  Contained("netlink: %s", strerror(errno));
}
