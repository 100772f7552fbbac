// Looks for capabilities and ids to gain: effective, permitted and ambient sets, setuid(0),
// supplementary groups, securebits. One that is left is enough for most escapes.
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>

#include "attack.h"
int main(void) {
  if (getuid() == 0 || geteuid() == 0) Breach("is user 0");
  struct __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  struct __user_cap_data_struct data[2];
  memset(data, 0, sizeof data);
  if (syscall(SYS_capget, &header, data) == 0 &&
      (data[0].effective | data[0].permitted | data[1].effective | data[1].permitted)) {
    Breach("capabilities %08x%08x", data[1].permitted, data[0].permitted);
  }
  for (int c = 0; c < 41; ++c) {
    if (prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, c, 0, 0) == 0)
      Breach("raised capability %d", c);
  }
  if (setuid(0) == 0 || setresuid(0, 0, 0) == 0 || seteuid(0) == 0) Breach("became root");
  if (setgid(0) == 0 || setresgid(0, 0, 0) == 0) Breach("became group 0");
  gid_t root = 0;
  if (setgroups(1, &root) == 0) Breach("joined group 0");
  gid_t groups[64];
  int n = getgroups(64, groups);
  for (int i = 0; i < n; ++i) {
    if (groups[i] == 0) Breach("is in group 0");
  }
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) != 1) Breach("exec may give privileges");
  Contained("no capability, no other id");
}
