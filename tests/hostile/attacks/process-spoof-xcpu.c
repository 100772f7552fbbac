// Sends itself SIGXCPU, to look like a victim of the sandbox: the kernel sends it at RLIMIT_CPU.
// The program's own signal is a run-time error, and never a limit.
#include "attack.h"
int main(void) {
  kill(getpid(), SIGXCPU);
  SleepMs(200);
  Broken("SIGXCPU did nothing");
}
