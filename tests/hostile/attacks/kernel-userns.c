// A user namespace gives every capability over new namespaces, and a large part of the kernel to
// attack.
#include <sched.h>

#include "guest.h"
int main(int argc, char** argv) {
  int guest = IsGuestKernel(argc, argv);
  if (unshare(CLONE_NEWUSER) == 0) UsePowers("unshare(NEWUSER)", guest);
  const int flags[] = {CLONE_NEWNS,  CLONE_NEWPID, CLONE_NEWNET,
                       CLONE_NEWIPC, CLONE_NEWUTS, CLONE_NEWCGROUP};
  for (int i = 0; i < 6; ++i) {
    if (unshare(flags[i]) == 0) UsePowers("unshare", guest);
  }
  Contained("unshare: %s", strerror(errno));
}
