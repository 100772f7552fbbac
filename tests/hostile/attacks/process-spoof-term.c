// Sends itself SIGTERM, to look like a victim of the sandbox: a polite supervisor sends it. The
// program's own signal is a run-time error, and never a limit.
#include "attack.h"
int main(void) {
  kill(getpid(), SIGTERM);
  SleepMs(200);
  Broken("SIGTERM did nothing");
}
