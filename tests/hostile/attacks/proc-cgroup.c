// Leaves or widens its control group: lists itself in another, makes a new one, opens limits and
// release_agent for writing, mounts the hierarchy anew (the escape of CVE-2022-0492 begins so).
#include <ftw.h>

#include "attack.h"
static int Try(const char* path, const struct stat* st, int type, struct FTW* walk) {
  (void)st;
  const char* name = path + walk->base;
  if (type == FTW_F && (strstr(name, "procs") || strstr(name, "limit") || strstr(name, ".max") ||
                        strstr(name, "agent") || !strcmp(name, "tasks"))) {
    if (open(path, O_WRONLY) >= 0) Breach("opened %s for writing", path);
  }
  if (type == FTW_D) {
    char folder[4200];
    snprintf(folder, sizeof folder, "%s/assay-attack", path);
    if (mkdir(folder, 0755) == 0) {
      rmdir(folder);
      Breach("made the group %s", folder);
    }
  }
  return walk->level > 4 ? FTW_SKIP_SUBTREE : FTW_CONTINUE;
}
int main(void) {
  nftw("/sys/fs/cgroup", Try, 32, FTW_PHYS | FTW_ACTIONRETVAL);
  char group[4096] = "";
  int fd = open("/proc/self/cgroup", O_RDONLY);
  if (fd >= 0 && read(fd, group, sizeof group - 1) > 0 && strstr(group, "assay")) {
    Breach("sees its place on the host: %.200s", group);
  }
  Contained("no control group in reach");
}
