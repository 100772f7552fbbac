// Fills the host's kernel log: a filter of its own that logs every getpid, called in a loop.
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "attack.h"
int main(int argc, char** argv) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  struct sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpid, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_LOG), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {4, code};
  int put = prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
  if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0) put = 1;
  if (!put) Contained("no filter of its own: %s", strerror(errno));
  for (int i = 0; i < 200; ++i) syscall(SYS_getpid);
  if (IsGuestKernel(argc, argv)) Contained("the log of a kernel of its own");
  Breach("200 lines for the log of the kernel");
}
