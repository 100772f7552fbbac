// Reads every file in the tree that may hold somebody's data, whatever its name, and looks for a
// secret in it: the neighbour has one in /work and /tmp, the host in /tmp and /run.
#include <ftw.h>

#include "attack.h"
static int read_files;
static int Look(const char* path, const struct stat* st, int type, struct FTW* walk) {
  (void)walk;
  const char* dull[] = {"/usr",  "/lib", "/bin",     "/sbin",
                        "/proc", "/sys", "/etc/ssl", "/var/lib/dpkg"};
  for (unsigned i = 0; i < sizeof dull / sizeof *dull; ++i) {
    if (!strcmp(path, dull[i])) return FTW_SKIP_SUBTREE;
  }
  if (type == FTW_F && S_ISREG(st->st_mode)) read_files += LookForSecret(path);
  return FTW_CONTINUE;
}
int main(void) {
  const char* likely[] = {"/run", "/dev/shm", "/var/tmp", "/work", "/home", "/root", "/tmp"};
  for (unsigned i = 0; i < sizeof likely / sizeof *likely; ++i)
    nftw(likely[i], Look, 32, FTW_PHYS | FTW_ACTIONRETVAL);
  nftw("/", Look, 32, FTW_PHYS | FTW_ACTIONRETVAL);
  if (read_files < 5) Broken("read only %d files", read_files);
  Contained("no secret in %d files", read_files);
}
