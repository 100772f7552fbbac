// Dies with a core dump of half its memory limit, after raising what it can of the core limit. On a
// plain host with core_pattern "core" the dump lands in the working folder and is collected with
// the results.
#include <sys/prctl.h>
#include <sys/resource.h>

#include "attack.h"
int main(void) {
  struct rlimit core;
  getrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = core.rlim_max;
  setrlimit(RLIMIT_CORE, &core);
  core.rlim_cur = core.rlim_max = RLIM_INFINITY;
  setrlimit(RLIMIT_CORE, &core);
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  char* p = (char*)malloc(24 << 20);
  if (p) Touch(p, 24 << 20);
  signal(SIGABRT, SIG_DFL);
  abort();
}
