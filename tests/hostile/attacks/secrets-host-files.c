// Reads a secret of the host's: by its path, by paths that climb, through /proc's links, from every
// root it can find. The runner put it at /tmp/assay-hostile-secret and /run/assay-hostile-secret.
#include "attack.h"
int main(void) {
  const char* paths[] = {"/tmp/assay-hostile-secret",
                         "/run/assay-hostile-secret",
                         "/../../../../tmp/assay-hostile-secret",
                         "../../../../../../../tmp/assay-hostile-secret",
                         "/proc/self/root/../tmp/assay-hostile-secret",
                         "/proc/1/root/tmp/assay-hostile-secret",
                         "/proc/self/cwd/../../tmp/assay-hostile-secret",
                         "/host/tmp/assay-hostile-secret",
                         "/mnt/tmp/assay-hostile-secret",
                         "/oldroot/tmp/assay-hostile-secret",
                         "/dev/fd/../../tmp/assay-hostile-secret",
                         "/proc/self/task/self/root/tmp/assay-hostile-secret"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) LookForSecret(paths[i]);
  // Climb by descriptor: ".." of the root is the root, unless the root is not one.
  int fd = open("/", O_RDONLY | O_DIRECTORY);
  for (int i = 0; i < 40 && fd >= 0; ++i) {
    int up = openat(fd, "..", O_RDONLY | O_DIRECTORY);
    close(fd);
    fd = up;
  }
  int file = openat(fd, "tmp/assay-hostile-secret", O_RDONLY);
  if (file >= 0) Breach("climbed to the host's /tmp");
  Contained("no secret: %s", strerror(errno));
}
