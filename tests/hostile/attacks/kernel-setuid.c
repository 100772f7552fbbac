// Runs programs with the set-user-id bit: those of the image, and a copy of itself that it gives
// the bit. A gain of any other id is the breach.
#include "attack.h"
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "inner") == 0) {
    if (geteuid() != getuid() || getegid() != getgid())
      Breach("runs with user %d, group %d", geteuid(), getegid());
    Contained("ids did not change");
  }
  if (geteuid() == 0) Breach("is root already");
  const char* programs[] = {"/usr/bin/su",     "/usr/bin/passwd", "/usr/bin/mount",
                            "/usr/bin/newgrp", "/usr/bin/chsh",   "/usr/bin/sudo",
                            "/usr/bin/pkexec", "/usr/bin/umount"};
  for (unsigned i = 0; i < sizeof programs / sizeof *programs; ++i) {
    struct stat st;
    if (stat(programs[i], &st) == 0 && (st.st_mode & S_ISUID))
      Breach("the image holds %s with the bit set", programs[i]);
  }
  char command[300];
  snprintf(command, sizeof command, "cp %s /tmp/copy", argv[0]);
  if (system(command) != 0) Broken("cannot copy itself");
  if (chmod("/tmp/copy", 06755) != 0 && chmod("/tmp/copy", 0755) != 0)
    Broken("chmod: %s", strerror(errno));
  if (chown("/tmp/copy", 0, 0) == 0) Breach("gave a file to root");
  execl("/tmp/copy", "copy", "inner", NULL);
  Broken("exec: %s", strerror(errno));
}
