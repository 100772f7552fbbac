// Sleeps, but works for a fifth of the time, so that it is never idle: only the wall time can end
// it. (Less than that is told from the sandbox's own work only where the program's CPU time is
// known exactly.)
#include "attack.h"
int main(void) {
  for (;;) {
    SleepMs(100);
    double start = Now();
    while (Now() - start < 0.025) {
    }
  }
}
