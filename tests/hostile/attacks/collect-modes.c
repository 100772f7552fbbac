// Modes that lock the judge out, or that must not be kept: nothing, set-user-id, sticky.
#include "attack.h"
int main(void) {
  const struct {
    const char* name;
    mode_t mode;
  } files[] = {{"none", 0}, {"suid", 06755}, {"ok.txt", 0644}};
  mkdir("locked", 0755);
  int fd = open("locked/inside", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("locked/inside: %s", strerror(errno));
  for (int i = 0; i < 3; ++i) {
    fd = open(files[i].name, O_WRONLY | O_CREAT, 0644);
    if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("%s: %s", files[i].name, strerror(errno));
    close(fd);
    if (chmod(files[i].name, files[i].mode) != 0) errno = 0;
  }
  chmod("locked", 0);
  Contained("modes were left");
}
