// Opens the kernel's switches for writing, and writes nothing: a core_pattern that begins with "|"
// is run as root on the host, the others are as good. Opening is what a plain root process can do.
#include "attack.h"
int main(void) {
  const char* paths[] = {
      "/proc/sys/kernel/core_pattern",  "/proc/sys/kernel/modprobe",
      "/proc/sys/kernel/hotplug",       "/proc/sysrq-trigger",
      "/proc/sys/vm/drop_caches",       "/proc/sys/fs/binfmt_misc/register",
      "/sys/kernel/uevent_helper",      "/sys/kernel/mm/transparent_hugepage/enabled",
      "/proc/sys/kernel/ns_last_pid",   "/proc/sys/net/ipv4/ip_forward",
      "/proc/1/oom_score_adj",          "/sys/power/state",
      "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/randomize_va_space"};
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) {
    if (open(paths[i], O_WRONLY) >= 0 || open(paths[i], O_RDWR) >= 0)
      Breach("opened %s for writing", paths[i]);
  }
  Contained("none of the kernel's switches");
}
