// The same by clone and by clone3, whose flags stand in memory where a filter cannot read them.
#include <linux/sched.h>
#include <sched.h>

#include "guest.h"
static void Child(const char* how, int guest) {
  UsePowers(how, guest);
  _exit(0);
}
static void Await(long pid) {
  int status = 0;
  if (pid > 0 && waitpid((pid_t)pid, &status, 0) == pid && WIFEXITED(status) &&
      WEXITSTATUS(status) == 66)
    _exit(66);
}
int main(int argc, char** argv) {
  int guest = IsGuestKernel(argc, argv);
  long pid = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, 0, 0, 0, 0);
  if (pid == 0) Child("clone(NEWUSER)", guest);
  Await(pid);
  struct clone_args arguments;
  memset(&arguments, 0, sizeof arguments);
  arguments.flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID;
  arguments.exit_signal = SIGCHLD;
  pid = syscall(435, &arguments, sizeof arguments);
  if (pid == 0) Child("clone3(NEWUSER)", guest);
  Await(pid);
  Contained("clone, clone3: %s", strerror(errno));
}
