// kill(-1) with everything that kills or stops. The second run (argv[1] = "after") must still be
// possible. On a plain host, as root, this ends every process but itself and process 1.
#include "attack.h"
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "after") == 0) Contained("the sandbox lives");
  signal(SIGTERM, SIG_IGN);
  pid_t parent = getppid();
  const int signals[] = {SIGSTOP, SIGTERM, SIGKILL};
  for (int i = 0; i < 3; ++i) kill(-1, signals[i]);
  SleepMs(100);
  if (getppid() != parent) Breach("the parent %d is gone", parent);
  Contained("the parent lives");
}
