// Blinds whoever is told of forbidden calls: one process makes them while another one interrupts it
// all the time, so that the notice is withdrawn before it can be looked at. A supervisor that takes
// that for the end stops listening, and every later call goes unseen.
#include "attack.h"
static void Nothing(int signal) { (void)signal; }
int main(void) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = Nothing;
  sigaction(SIGUSR1, &action, 0);
  const pid_t self = getpid();
  const pid_t child = fork();
  if (child < 0) Broken("fork: %s", strerror(errno));
  if (child == 0) {
    for (;;) kill(self, SIGUSR1);
  }
  int unseen = 0;
  for (int round = 0; round < 20000; ++round) {
    if (syscall(SYS_bpf, 0, 0, 0) < 0 && errno == ENOSYS) ++unseen;
  }
  kill(child, SIGKILL);
  waitpid(child, 0, 0);
  SleepMs(100);
  if (syscall(SYS_bpf, 0, 0, 0) < 0 && errno == ENOSYS)
    Breach("%d forbidden calls that nobody saw", unseen + 1);
  Contained("bpf: %s", strerror(errno));
}
