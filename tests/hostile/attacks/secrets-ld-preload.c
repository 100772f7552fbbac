// Gets its code into programs that run later: a preload list, a changed linker cache, a library
// path, start-up files of shells and interpreters. argv[1]: leave or look.
#include "attack.h"
int main(int argc, char** argv) {
  const char* paths[] = {"/etc/ld.so.preload",
                         "/etc/ld.so.cache",
                         "/etc/ld.so.conf",
                         "/etc/profile",
                         "/etc/environment",
                         "/etc/bash.bashrc",
                         "/usr/lib/python3/dist-packages/sitecustomize.py",
                         "/usr/local/bin/gcc",
                         "/root/.bashrc",
                         "/usr/lib/x86_64-linux-gnu/gconv/gconv-modules.cache",
                         "/etc/nsswitch.conf"};
  int look = argc > 1 && strcmp(argv[1], "look") == 0;
  if (look) {
    if (getenv("LD_PRELOAD") || getenv("LD_LIBRARY_PATH") || getenv("BASH_ENV"))
      Breach("a variable was carried over");
    if (access("/etc/ld.so.preload", F_OK) == 0) Breach("a preload list exists");
    Contained("nothing was carried over");
  }
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) {
    if (open(paths[i], O_WRONLY) >= 0 || open(paths[i], O_WRONLY | O_CREAT, 0644) >= 0)
      Breach("%s can be written", paths[i]);
  }
  setenv("LD_PRELOAD", "/work/evil.so", 1);
  Contained("no start-up file can be written");
}
