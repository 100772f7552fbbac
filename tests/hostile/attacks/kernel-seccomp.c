// Undoes the filter: a second filter that allows everything, strict mode, no_new_privs off; then a
// call that is forbidden. Filters only ever add up, so the call must fail as before.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "attack.h"
int main(void) {
  prctl(PR_SET_NO_NEW_PRIVS, 0, 0, 0, 0);
  struct sock_filter all[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {1, all};
  prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
  syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
  if (syscall(SYS_add_key, "user", "assay-seccomp", "x", 1, -1) >= 0)
    Breach("add_key after the new filter");
  Contained("add_key: %s", strerror(errno));
}
