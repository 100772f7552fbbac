// Performance counters: of itself, and of everything on a processor, where other people's programs
// run.
#include <linux/perf_event.h>

#include "attack.h"
int main(void) {
  struct perf_event_attr attr;
  memset(&attr, 0, sizeof attr);
  attr.size = sizeof attr;
  attr.type = PERF_TYPE_SOFTWARE;
  attr.config = PERF_COUNT_SW_CPU_CLOCK;
  if (syscall(SYS_perf_event_open, &attr, -1, 0, -1, 0) >= 0)
    Breach("a counter on a whole processor");
  attr.exclude_kernel = attr.exclude_hv = 1;
  if (syscall(SYS_perf_event_open, &attr, 0, -1, -1, 0) >= 0) Breach("a counter on itself");
  Contained("perf_event_open: %s", strerror(errno));
}
