// Not an attack: the other submission, in a sandbox of its own, that some attacks look for. It
// holds a secret in its memory, in /work and in /tmp, listens, locks and reads files of the image,
// and owns System V and POSIX objects with names that an attacker can guess. Says READY, then works
// until it is ended.
#include <arpa/inet.h>
#include <mqueue.h>
#include <netinet/in.h>
#include <sys/file.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "attack.h"
int main(void) {
  static char secret[64];
  int fd = open("/work/secret.txt", O_RDONLY);
  if (fd < 0 || read(fd, secret, sizeof secret - 1) <= 0) Broken("no secret: %s", strerror(errno));
  int copy = open("/tmp/assay-neighbour", O_RDWR | O_CREAT, 0666);
  if (copy < 0 || write(copy, secret, strlen(secret)) < 0) Broken("/tmp: %s", strerror(errno));
  int id = shmget(0x41535341, 4096, IPC_CREAT | 0666);
  char* segment = id >= 0 ? (char*)shmat(id, NULL, 0) : (char*)-1;
  if (segment != (char*)-1) strcpy(segment, secret);
  int posix = shm_open("/assay-neighbour", O_RDWR | O_CREAT, 0666);
  if (posix >= 0 && ftruncate(posix, 4096) == 0 && write(posix, secret, strlen(secret)) < 0)
    errno = 0;
  mqd_t queue = mq_open("/assay-neighbour", O_RDWR | O_CREAT, 0666, NULL);
  if (queue != (mqd_t)-1) mq_send(queue, secret, strlen(secret), 0);
  struct sockaddr_in port;
  memset(&port, 0, sizeof port);
  port.sin_family = AF_INET;
  port.sin_port = htons(40406);
  int tcp = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(tcp, (struct sockaddr*)&port, sizeof port) == 0) listen(tcp, 8);
  struct sockaddr_un name;
  memset(&name, 0, sizeof name);
  name.sun_family = AF_UNIX;
  strcpy(name.sun_path + 1, "assay-hostile-neighbour");
  int unix_socket = socket(AF_UNIX, SOCK_STREAM, 0);
  if (bind(unix_socket, (struct sockaddr*)&name,
           (socklen_t)(offsetof(struct sockaddr_un, sun_path) + 1 + strlen(name.sun_path + 1))) ==
      0)
    listen(unix_socket, 8);
  int locked = open("/etc/passwd", O_RDONLY);
  flock(locked, LOCK_EX | LOCK_NB);
  if (write(1, "READY\n", 6) != 6) return 1;
  for (;;) {
    // Something to watch: files of the image are opened, read and closed.
    char block[256];
    int group = open("/etc/group", O_RDONLY);
    if (group >= 0 && read(group, block, sizeof block) >= 0) close(group);
    SleepMs(10);
  }
}
