// Sends itself SIGSYS, to look like a victim of the sandbox: a seccomp filter sends it. The
// program's own signal is a run-time error, and never a limit.
#include "attack.h"
int main(void) {
  kill(getpid(), SIGSYS);
  SleepMs(200);
  Broken("SIGSYS did nothing");
}
