// What an attacker does with the powers of a new user namespace: looks for other processes through a fresh
// /proc, and at what a fresh mount can reach. Under a guest kernel such a namespace is emulated; then these are
// what would count.
#pragma once
#include <dirent.h>
#include <sys/mount.h>

#include "attack.h"

static inline void UsePowers(const char* how, int guest) {
  if (!guest) Breach("%s: a user namespace of its own", how);
  if (mount("proc", "/tmp", "proc", 0, NULL) == 0) {
    DIR* proc = opendir("/tmp");
    for (struct dirent* e; proc && (e = readdir(proc));) {
      int pid = atoi(e->d_name);
      if (pid <= 0 || pid == getpid() || pid == getppid()) continue;
      char path[64];
      snprintf(path, sizeof path, "/tmp/%d/environ", pid);
      if (open(path, O_RDONLY) >= 0) Breach("%s: read %s", how, path);
      snprintf(path, sizeof path, "/tmp/%d/mem", pid);
      if (open(path, O_RDWR) >= 0) Breach("%s: opened %s", how, path);
    }
  }
  if (getppid() > 0 && kill(getppid(), SIGCONT) == 0) Breach("%s: may signal its parent", how);
  if (mount("/dev/vda", "/tmp", "ext4", MS_RDONLY, NULL) == 0) Breach("%s: mounted the host's disk", how);
  if (mount("none", "/tmp", "cgroup2", 0, NULL) == 0) Breach("%s: mounted the control groups", how);
  if (open("/etc/assay-attack", O_WRONLY | O_CREAT, 0600) >= 0) Breach("%s: wrote to the image", how);
}
