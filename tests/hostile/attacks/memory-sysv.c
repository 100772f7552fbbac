// Memory that outlives processes: System V segments, touched and detached. argv[1]: the limit in
// MiB.
#include <sys/ipc.h>
#include <sys/shm.h>

#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 64;
  for (int i = 0; i < 4 * allowed / 8; ++i) {
    int id = shmget(IPC_PRIVATE, 8 << 20, IPC_CREAT | 0600);
    if (id < 0) Contained("segment %d: %s", i, strerror(errno));
    char* p = (char*)shmat(id, NULL, 0);
    if (p == (char*)-1) Contained("attach %d: %s", i, strerror(errno));
    Touch(p, 8 << 20);
    shmdt(p);
  }
  Breach("%d MiB of detached shared memory where %d are allowed", 4 * allowed, allowed);
}
