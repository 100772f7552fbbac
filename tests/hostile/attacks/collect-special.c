// Results that hang or harm who opens them: FIFOs without a writer, sockets, device nodes.
#include <sys/socket.h>
#include <sys/sysmacros.h>
#include <sys/un.h>

#include "attack.h"
int main(void) {
  if (mkfifo("fifo", 0666) != 0) Broken("mkfifo: %s", strerror(errno));
  struct sockaddr_un name;
  memset(&name, 0, sizeof name);
  name.sun_family = AF_UNIX;
  strcpy(name.sun_path, "socket");
  if (bind(socket(AF_UNIX, SOCK_STREAM, 0), (struct sockaddr*)&name, sizeof name) != 0) errno = 0;
  if (mknod("zero", S_IFCHR | 0666, makedev(1, 5)) != 0) errno = 0;
  if (mknod("disk", S_IFBLK | 0666, makedev(254, 0)) != 0) errno = 0;
  int fd = open("ok.txt", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("ok.txt: %s", strerror(errno));
  Contained("special files were left");
}
