// Another submission owns objects with known names at this moment: System V, POSIX shared memory
// and queue, files in /tmp. Seeing one is the breach.
#include <mqueue.h>
#include <sys/ipc.h>
#include <sys/mman.h>
#include <sys/shm.h>

#include "attack.h"
int main(void) {
  if (shmget(0x41535341, 0, 0) >= 0) Breach("the neighbour's segment");
  if (shm_open("/assay-neighbour", O_RDONLY, 0) >= 0) Breach("the neighbour's shared memory");
  if (mq_open("/assay-neighbour", O_RDONLY) != (mqd_t)-1) Breach("the neighbour's queue");
  if (access("/tmp/assay-neighbour", F_OK) == 0) Breach("the neighbour's file in /tmp");
  Contained("no neighbour: %s", strerror(errno));
}
