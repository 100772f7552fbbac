// System V objects live until somebody removes them: a note for the next run, and memory that
// nobody counts. argv[1]: leave or look.
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include "attack.h"
int main(int argc, char** argv) {
  const key_t key = 0x41535342;
  if (argc > 1 && strcmp(argv[1], "look") == 0) {
    if (shmget(key, 0, 0) >= 0) Breach("a segment of an earlier run");
    if (msgget(key, 0) >= 0) Breach("a queue of an earlier run");
    if (semget(key, 0, 0) >= 0) Breach("semaphores of an earlier run");
    struct shmid_ds info;
    for (int i = 0; i < 128; ++i) {
      if (shmctl(i, SHM_STAT, &info) >= 0) Breach("segment %d of somebody", i);
    }
    Contained("nothing was carried: %s", strerror(errno));
  }
  int shm = shmget(key, 1 << 20, IPC_CREAT | 0666), queue = msgget(key, IPC_CREAT | 0666),
      sem = semget(key, 1, IPC_CREAT | 0666);
  Contained("left %d %d %d", shm, queue, sem);
}
