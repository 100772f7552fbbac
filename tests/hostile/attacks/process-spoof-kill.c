// Sends itself SIGKILL, to look like a victim of the sandbox: the supervisor kills by SIGKILL too;
// who sent it decides whether a limit was passed. The program's own signal is a run-time error, and
// never a limit.
#include "attack.h"
int main(void) {
  kill(getpid(), SIGKILL);
  SleepMs(200);
  Broken("SIGKILL did nothing");
}
