// Never reads its stdin, of which there are megabytes: whoever feeds it with blocking writes hangs.
// It also blocks on a full pipe of its own, so that it is still alive while the feeder is stuck.
#include "attack.h"
int main(void) {
  SleepMs(300);
  Contained("did not read");
}
