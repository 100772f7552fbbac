// What an attacker does with the powers of a new user namespace: looks for other processes through
// a fresh /proc, and at what a fresh mount can reach. Under a guest kernel such a namespace is
// emulated; then these are what would count.
#pragma once
#include <dirent.h>
#include <sys/ioctl.h>
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
  if (mount("/dev/vda", "/tmp", "ext4", MS_RDONLY, NULL) == 0)
    Breach("%s: mounted the host's disk", how);
  if (mount("none", "/tmp", "cgroup2", 0, NULL) == 0) Breach("%s: mounted the control groups", how);
  if (open("/etc/assay-attack", O_WRONLY | O_CREAT, 0600) >= 0)
    Breach("%s: wrote to the image", how);
}

// Whether a device that could be opened can be used: under a guest's kernel it is an emulated one,
// and opening it alone reaches nothing. FUSE must be mounted, a tunnel must be given an interface.
static inline void UseDevice(int fd, const char* name, int guest) {
  if (fd < 0) return;
  if (!guest) Breach("opened %s", name);
  char options[128], interface[40] = "assay0";
  snprintf(options, sizeof options, "fd=%d,rootmode=40000,user_id=%d,group_id=%d", fd, getuid(),
           getgid());
  if (mount("fuse", "/tmp", "fuse", 0, options) == 0) Breach("mounted FUSE through %s", name);
  interface[16] = 1 | 16;  // IFF_TUN with a packet header
  if (ioctl(fd, 0x400454ca /* TUNSETIFF */, interface) == 0)
    Breach("made an interface through %s", name);
  char byte;
  if (read(fd, &byte, 1) == 1) Breach("read from %s", name);
  close(fd);
}
