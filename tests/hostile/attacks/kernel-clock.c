// Sets the clock, to the time that it is: permission is the breach, and nothing is changed by it.
#include <sys/time.h>
#include <sys/timex.h>

#include "attack.h"
int main(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (clock_settime(CLOCK_REALTIME, &now) == 0) Breach("clock_settime");
  struct timeval also = {now.tv_sec, now.tv_nsec / 1000};
  if (settimeofday(&also, NULL) == 0) Breach("settimeofday");
  Contained("clock_settime: %s", strerror(errno));
}
