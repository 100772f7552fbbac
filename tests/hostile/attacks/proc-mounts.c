// Reads which mounts it has: a mount of the host's, beyond what a sandbox is made of, is a way out.
#include "attack.h"
int main(void) {
  const char* known[] = {
      "/",        "/proc",       "/dev", "/tmp", "/work",  "/dev/shm",
      "/dev/pts", "/dev/mqueue", "/sys", "/run", "/proc/1"};  // both covered: the agent's folder,
                                                              // and process 1
  FILE* mounts = fopen("/proc/self/mountinfo", "r");
  if (!mounts) Contained("no list of mounts");
  int count = 0;
  for (char line[4096]; fgets(line, sizeof line, mounts); ++count) {
    char root[1024], point[1024];
    if (sscanf(line, "%*d %*d %*s %1023s %1023s", root, point) != 2) continue;
    int expected = 0;
    for (unsigned i = 0; i < sizeof known / sizeof *known; ++i)
      expected |= strcmp(point, known[i]) == 0;
    if (!expected) Breach("mount at %s (%s of its file system)", point, root);
  }
  Contained("%d mounts, all of the sandbox", count);
}
