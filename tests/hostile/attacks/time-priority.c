// Takes the machine from the others by priority: real-time classes, negative nice. argv[1]: host or
// guest; a guest kernel may store a nice value that moves nothing outside.
#include <sched.h>
#include <sys/resource.h>

#include "attack.h"
int main(int argc, char** argv) {
  struct sched_param top = {1};
  if (sched_setscheduler(0, SCHED_FIFO, &top) == 0) Breach("SCHED_FIFO");
  if (sched_setscheduler(0, SCHED_RR, &top) == 0) Breach("SCHED_RR");
  if (!IsGuestKernel(argc, argv)) {
    if (setpriority(PRIO_PROCESS, 0, -5) == 0) Breach("nice -5");
    struct rlimit none = {20, 20};
    if (setrlimit(RLIMIT_NICE, &none) == 0 && setpriority(PRIO_PROCESS, 0, -1) == 0)
      Breach("nice by RLIMIT_NICE");
    if (syscall(SYS_ioprio_set, 1, 0, (1 << 13) | 0) == 0) Breach("real-time I/O class");
  }
  if (sched_setscheduler(getppid(), SCHED_IDLE, &(struct sched_param){0}) == 0 &&
      !IsGuestKernel(argc, argv)) {
    Breach("moved the parent to SCHED_IDLE");
  }
  Contained("no priority gained");
}
