// Sends itself SIGXFSZ, to look like a victim of the sandbox: the kernel sends it at the file size
// limit. The program's own signal is a run-time error, and never a limit.
#include "attack.h"
int main(void) {
  kill(getpid(), SIGXFSZ);
  SleepMs(200);
  Broken("SIGXFSZ did nothing");
}
