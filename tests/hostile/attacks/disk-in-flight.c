// Descriptors hidden in sockets: sent with SCM_RIGHTS, never received, closed here. They count for
// no process, and a user who owns ten thousand of them has filled the kernel's file table. A
// guest's kernel has a table of its own, in memory that is counted: there the sandbox must only
// survive it. argv[1]: host or guest, argv[2]: descriptors a process.
#include <sys/socket.h>

#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 2 ? atoi(argv[2]) : 64;
  long flying = 0;
  for (int pair = 0; pair < 20; ++pair) {
    int s[2];
    if (socketpair(AF_UNIX, SOCK_DGRAM, 0, s) != 0) break;
    fcntl(s[0], F_SETFL, O_NONBLOCK);
    for (int message = 0; message < 100; ++message) {
      int fds[16];
      int n = 0;
      while (n < 16 && (fds[n] = open("/dev/null", O_RDONLY)) >= 0) ++n;
      if (n == 0) break;
      char control[CMSG_SPACE(sizeof fds)];
      memset(control, 0, sizeof control);
      char byte = 0;
      struct iovec part = {&byte, 1};
      struct msghdr m;
      memset(&m, 0, sizeof m);
      m.msg_iov = &part;
      m.msg_iovlen = 1;
      m.msg_control = control;
      m.msg_controllen = CMSG_SPACE(sizeof(int) * (size_t)n);
      struct cmsghdr* c = CMSG_FIRSTHDR(&m);
      c->cmsg_level = SOL_SOCKET;
      c->cmsg_type = SCM_RIGHTS;
      c->cmsg_len = CMSG_LEN(sizeof(int) * (size_t)n);
      memcpy(CMSG_DATA(c), fds, sizeof(int) * (size_t)n);
      ssize_t sent = sendmsg(s[0], &m, 0);
      for (int i = 0; i < n; ++i) close(fds[i]);
      if (sent < 0) break;
      flying += n;
    }
  }
  if (flying > 20L * allowed && !IsGuestKernel(argc, argv))
    Breach("%ld descriptors in flight where %d are allowed", flying, allowed);
  Contained("%ld descriptors in flight", flying);
}
