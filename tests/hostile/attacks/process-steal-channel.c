// Opens the descriptors of others through /proc: the pipes by which a supervisor inside the sandbox
// is told what to run and reports what came of it. Who can read them learns the next test, who can
// write them forges verdicts.
#include <dirent.h>

#include "attack.h"
static void Try(const char* pid) {
  char folder[64], path[600], target[256];
  snprintf(folder, sizeof folder, "/proc/%s/fd", pid);
  DIR* list = opendir(folder);
  for (int fd = 0; fd < 64; ++fd) {
    snprintf(path, sizeof path, "%s/%d", folder, fd);
    const int modes[] = {O_RDONLY, O_WRONLY, O_RDWR};
    // Once by its name, once through a descriptor that was opened without any right.
    char again[64];
    int handle = open(path, O_PATH);
    snprintf(again, sizeof again, "/proc/self/fd/%d", handle);
    for (int m = 0; m < 6; ++m) {
      int got = open(m < 3 ? path : again, modes[m % 3] | O_NONBLOCK | O_NOCTTY);
      if (got < 0) continue;
      ssize_t n = readlink(path, target, sizeof target - 1);
      Breach("opened %s (%.*s), mode %d", path, n < 0 ? 0 : (int)n, target, m);
    }
    if (handle >= 0) close(handle);
  }
  for (struct dirent* e; list && (e = readdir(list));) {
    snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
    ssize_t n = e->d_name[0] == '.' ? -1 : readlink(path, target, sizeof target - 1);
    if (n >= 0)
      Breach("sees what descriptor %s of process %s is: %.*s", e->d_name, pid, (int)n, target);
  }
}
int main(void) {
  char me[16];
  snprintf(me, sizeof me, "%d", getpid());
  if (getpid() != 1) Try("1");
  DIR* proc = opendir("/proc");
  for (struct dirent* e; proc && (e = readdir(proc));) {
    if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && strcmp(e->d_name, me) != 0) Try(e->d_name);
  }
  Contained("no descriptor of another process");
}
