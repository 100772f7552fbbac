// vsock leads to the hypervisor and to other virtual machines, past every network namespace: a
// machine's own agents listen there.
#include <linux/vm_sockets.h>
#include <sys/socket.h>

#include "attack.h"
int main(void) {
  int fd = socket(AF_VSOCK, SOCK_STREAM, 0);
  if (fd < 0) Contained("AF_VSOCK: %s", strerror(errno));
  // Nothing is sent or connected: the socket is the way, and having it is the breach.
  Breach("a vsock socket");
}
