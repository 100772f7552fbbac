// Sleeps, but does a little work now and then, so that it is never idle: only the wall time can end it.
#include "attack.h"
int main(void) {
  for (;;) {
    SleepMs(100);
    double start = Now();
    while (Now() - start < 0.002) {
    }
  }
}
