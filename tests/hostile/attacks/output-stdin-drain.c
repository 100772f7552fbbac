// Reads stdin a byte at a time and closes it in the middle: the feeder gets EPIPE, and an
// unprepared one dies of SIGPIPE.
#include "attack.h"
int main(void) {
  char byte;
  for (int i = 0; i < 1000; ++i) {
    if (read(0, &byte, 1) != 1) Broken("stdin ended after %d bytes", i);
  }
  close(0);
  SleepMs(200);
  Contained("closed stdin after 1000 bytes");
}
