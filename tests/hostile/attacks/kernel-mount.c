// Changes its file tree: a fresh tmpfs over /etc, a bind of /proc, a writable image again.
#include <sys/mount.h>

#include "attack.h"
int main(void) {
  if (mount(NULL, "/", NULL, MS_REMOUNT | MS_BIND, NULL) == 0) Breach("made / writable");
  if (mount("none", "/tmp", "tmpfs", 0, NULL) == 0) Breach("mounted a tmpfs without limit");
  if (mount("/proc", "/tmp", NULL, MS_BIND | MS_REC, NULL) == 0) Breach("bound /proc");
  if (umount2("/proc", MNT_DETACH) == 0) Breach("unmounted /proc: what lies below is seen");
  if (umount2("/work", MNT_DETACH) == 0) Breach("unmounted /work: what lies below is seen");
  Contained("mount: %s", strerror(errno));
}
