// Overwrites the program of another process through /proc (CVE-2019-5736 took over hosts by way of
// runc's): opens the executables of process 1, of the parent and of every process in sight for
// writing.
#include <dirent.h>

#include "attack.h"
static void Try(const char* pid) {
  char path[300];
  snprintf(path, sizeof path, "/proc/%s/exe", pid);
  if (open(path, O_WRONLY) >= 0 || open(path, O_RDWR) >= 0 || errno == ETXTBSY)
    Breach("%s can be overwritten", path);
}
int main(void) {
  char me[16];
  snprintf(me, sizeof me, "%d", getpid());
  if (getpid() != 1) Try("1");
  DIR* proc = opendir("/proc");
  for (struct dirent* e; proc && (e = readdir(proc));) {
    if (e->d_name[0] >= '1' && e->d_name[0] <= '9' && strcmp(e->d_name, me) != 0) Try(e->d_name);
  }
  const char* programs[] = {"/bin/sh", "/usr/bin/env", "/lib64/ld-linux-x86-64.so.2",
                            "/lib/x86_64-linux-gnu/libc.so.6", "/sbin/init"};
  for (unsigned i = 0; i < sizeof programs / sizeof *programs; ++i) {
    if (open(programs[i], O_WRONLY) >= 0 || errno == ETXTBSY)
      Breach("%s can be overwritten", programs[i]);
  }
  Contained("no program can be overwritten");
}
