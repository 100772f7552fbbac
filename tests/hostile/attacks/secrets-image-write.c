// Changes the image, which all submissions of a language share: write, rename, unlink, link over,
// chmod, truncate, extended attributes, a private mapping made shared.
#include <sys/mman.h>
#include <sys/xattr.h>

#include "attack.h"
int main(void) {
  const char* file = "/etc/passwd";
  if (open(file, O_WRONLY) >= 0 || open(file, O_RDWR | O_APPEND) >= 0)
    Breach("opened %s for writing", file);
  if (truncate(file, 0) == 0) Breach("truncated %s", file);
  if (rename(file, "/etc/passwd.old") == 0) Breach("renamed %s", file);
  if (unlink("/etc/hostname") == 0) Breach("unlinked /etc/hostname");
  if (chmod(file, 0666) == 0) Breach("chmod of %s", file);
  if (chown(file, getuid(), getgid()) == 0) Breach("chown of %s", file);
  if (symlink("/work", "/etc/link") == 0) Breach("a link in /etc");
  if (link(file, "/work/passwd") == 0) Breach("a second name for %s", file);
  if (setxattr(file, "user.note", "x", 1, 0) == 0) Breach("an attribute on %s", file);
  if (mkdir("/note", 0755) == 0) Breach("a folder in /");
  if (utimensat(AT_FDCWD, file, NULL, 0) == 0) Breach("the times of %s", file);
  int fd = open(file, O_RDONLY);
  void* map = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
  if (map != MAP_FAILED && mprotect(map, 4096, PROT_READ | PROT_WRITE) == 0)
    Breach("a writable mapping of %s", file);
  Contained("the image stays as it is: %s", strerror(errno));
}
