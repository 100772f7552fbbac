// POSIX queues and shared memory objects outlive their maker too. argv[1]: leave or look.
#include <mqueue.h>
#include <sys/mman.h>

#include "attack.h"
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "look") == 0) {
    if (mq_open("/assay-carry", O_RDONLY) != (mqd_t)-1) Breach("a queue of an earlier run");
    if (shm_open("/assay-carry", O_RDONLY, 0) >= 0) Breach("shared memory of an earlier run");
    Contained("nothing was carried: %s", strerror(errno));
  }
  mqd_t queue = mq_open("/assay-carry", O_RDWR | O_CREAT, 0666, NULL);
  if (queue != (mqd_t)-1) mq_send(queue, "note", 4, 0);
  int shm = shm_open("/assay-carry", O_RDWR | O_CREAT, 0666);
  if (shm >= 0 && write(shm, "note", 4) != 4) shm = -1;
  Contained("left %d %d", (int)queue, shm);
}
