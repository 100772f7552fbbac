// Traces whoever it can see: the parent, process 1, every process that /proc lists. Through a
// traced process of the supervisor's everything of the supervisor's is reached.
#include <dirent.h>
#include <sys/ptrace.h>

#include "attack.h"
static void Try(pid_t pid) {
  if (pid <= 0 || pid == getpid()) return;
  if (ptrace(PTRACE_SEIZE, pid, NULL, NULL) == 0 || ptrace(PTRACE_ATTACH, pid, NULL, NULL) == 0) {
    Breach("traces process %d", pid);
  }
}
int main(void) {
  Try(getppid());
  Try(1);
  DIR* proc = opendir("/proc");
  for (struct dirent* e; proc && (e = readdir(proc));) Try(atoi(e->d_name));
  for (pid_t pid = 2; pid < 400; ++pid) Try(pid);
  Contained("nobody to trace");
}
