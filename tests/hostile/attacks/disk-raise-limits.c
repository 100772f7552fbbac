// Raises its own hard limits again. As root on a plain host every one of these calls succeeds.
#include <sys/resource.h>

#include "attack.h"
int main(void) {
  const struct {
    int what;
    const char* name;
  } all[] = {{RLIMIT_FSIZE, "file size"}, {RLIMIT_NOFILE, "descriptors"}, {RLIMIT_CORE, "core"}};
  for (unsigned i = 0; i < sizeof all / sizeof *all; ++i) {
    struct rlimit now, wanted;
    getrlimit((__rlimit_resource_t)all[i].what, &now);
    if (now.rlim_max == RLIM_INFINITY) Breach("no limit on %s", all[i].name);
    wanted.rlim_cur = wanted.rlim_max = now.rlim_max + 1;
    // What counts is what holds afterwards: a call may say "done" and change nothing.
    setrlimit((__rlimit_resource_t)all[i].what, &wanted);
    prlimit(getpid(), (__rlimit_resource_t)all[i].what, &wanted, NULL);
    struct rlimit then;
    getrlimit((__rlimit_resource_t)all[i].what, &then);
    if (then.rlim_cur > now.rlim_cur || then.rlim_max > now.rlim_max)
      Breach("raised the limit on %s", all[i].name);
    if (prlimit(getppid(), (__rlimit_resource_t)all[i].what, NULL, &now) == 0)
      Breach("read the parent's limit on %s", all[i].name);
  }
  Contained("no limit could be raised");
}
