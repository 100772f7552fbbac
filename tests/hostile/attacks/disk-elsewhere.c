// Looks for a folder, other than the three it is given, where a file can be made: walks the whole
// tree. Anything written there would be seen by the next submission.
#include <ftw.h>

#include "attack.h"
static int folders;
static int Try(const char* path, const struct stat* st, int type, struct FTW* walk) {
  (void)st;
  (void)walk;
  if (type != FTW_D) return 0;
  if (!strcmp(path, "/work") || !strcmp(path, "/tmp") || !strcmp(path, "/dev/shm") ||
      !strncmp(path, "/proc/", 6)) {
    return FTW_SKIP_SUBTREE;
  }
  ++folders;
  char file[4200];
  snprintf(file, sizeof file, "%s/assay-attack", path);
  int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
  if (fd >= 0) {
    unlink(file);
    Breach("made a file in %s", path);
  }
  return 0;
}
int main(void) {
  nftw("/", Try, 32, FTW_PHYS | FTW_ACTIONRETVAL);
  if (folders < 20) Broken("saw only %d folders", folders);
  Contained("no file could be made in %d folders", folders);
}
