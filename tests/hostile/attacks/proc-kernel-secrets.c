// Reads what the kernel tells root only: memory, addresses, logs, timers, keys of others, block
// devices.
#include "guest.h"
int main(int argc, char** argv) {
  int guest = IsGuestKernel(argc, argv);
  const char* paths[] = {"/proc/kcore",
                         "/proc/kmsg",
                         "/dev/kmsg",
                         "/dev/mem",
                         "/dev/kmem",
                         "/dev/port",
                         "/proc/slabinfo",
                         "/proc/timer_list",
                         "/proc/sched_debug",
                         "/sys/kernel/debug/.",
                         "/sys/firmware/dmi/tables/DMI",
                         "/proc/vmallocinfo",
                         "/proc/kpagecount",
                         "/dev/vda",
                         "/dev/sda",
                         "/dev/nvme0n1",
                         "/dev/dm-0",
                         "/dev/kvm",
                         "/dev/fuse",
                         "/dev/net/tun",
                         "/dev/userfaultfd",
                         "/dev/vhost-vsock",
                         "/dev/loop-control"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) {
    int fd = open(paths[i], O_RDONLY | O_NONBLOCK);
    // Not everything in the list is a device, and what is none must not be opened at all.
    struct stat st;
    UseDevice(fd, paths[i], guest && fd >= 0 && fstat(fd, &st) == 0 && S_ISCHR(st.st_mode));
  }
  FILE* symbols = fopen("/proc/kallsyms", "r");
  for (char line[256]; symbols && fgets(line, sizeof line, symbols);) {
    if (strtoull(line, NULL, 16) != 0) Breach("address in /proc/kallsyms: %.60s", line);
  }
  FILE* keys = fopen("/proc/keys", "r");
  for (char line[256]; keys && fgets(line, sizeof line, keys);)
    Breach("key of somebody: %.80s", line);
  Contained("no secret of the kernel");
}
