// Reads what the kernel tells root only: memory, addresses, logs, timers, keys of others, block devices.
#include "attack.h"
int main(void) {
  const char* paths[] = {"/proc/kcore", "/proc/kmsg", "/dev/kmsg", "/dev/mem", "/dev/kmem", "/dev/port", "/proc/slabinfo",
                         "/proc/timer_list", "/proc/sched_debug", "/sys/kernel/debug/.", "/sys/firmware/dmi/tables/DMI",
                         "/proc/vmallocinfo", "/proc/kpagecount", "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/dm-0",
                         "/dev/kvm", "/dev/fuse", "/dev/net/tun", "/dev/userfaultfd", "/dev/vhost-vsock", "/dev/loop-control"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) {
    if (open(paths[i], O_RDONLY | O_NONBLOCK) >= 0) Breach("opened %s", paths[i]);
  }
  FILE* symbols = fopen("/proc/kallsyms", "r");
  for (char line[256]; symbols && fgets(line, sizeof line, symbols);) {
    if (strtoull(line, NULL, 16) != 0) Breach("address in /proc/kallsyms: %.60s", line);
  }
  FILE* keys = fopen("/proc/keys", "r");
  for (char line[256]; keys && fgets(line, sizeof line, keys);) Breach("key of somebody: %.80s", line);
  Contained("no secret of the kernel");
}
