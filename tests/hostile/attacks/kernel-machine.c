// The machine itself: reboot (only its harmless request, "Ctrl-Alt-Del off"), modules, kexec, swap,
// accounting, host name. Each with arguments that change nothing; permission alone is the breach.
#include <sys/reboot.h>
#include <sys/swap.h>

#include "attack.h"
static void Must(long result, const char* what) {
  if (result >= 0) Breach("%s works", what);
  if (errno != EPERM && errno != ENOSYS && errno != EACCES)
    Breach("%s got past permission: %s", what, strerror(errno));
}
int main(void) {
  Must(syscall(SYS_delete_module, "assay_no_such_module", O_NONBLOCK), "delete_module");
  Must(syscall(SYS_finit_module, -1, "", 0), "finit_module");
  Must(syscall(SYS_kexec_load, 0, 0, NULL, 0), "kexec_load");
  Must(syscall(SYS_swapoff, "/assay-no-such-file"), "swapoff");
  Must(syscall(SYS_acct, "/assay-no-such-file"), "acct");
  Must(sethostname("attacker", 8), "sethostname");
  Must(syscall(SYS_iopl, 3), "iopl");
  Contained("the machine is not in reach");
}
