// Sleeps just before each timer tick: accounting that samples at ticks sees an idle process
// (Tsafrir et al., "Secretly Monopolizing the CPU Without Superuser Privileges", USENIX Security
// 2007). It uses about three quarters of a core.
#include "attack.h"
int main(void) {
  for (;;) {
    SleepMs(1);
    double start = Now();
    while (Now() - start < 0.003) {
    }
  }
}
