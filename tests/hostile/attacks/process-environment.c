// Looks for variables that the caller did not give: the runner has a secret in its own environment.
#include "attack.h"
extern char** environ;
int main(void) {
  const char* known[] = {"PATH=", "HOME=", "LANG=", "TMPDIR=", "PWD=", "LC_ALL="};
  for (char** v = environ; *v; ++v) {
    int expected = 0;
    for (unsigned i = 0; i < sizeof known / sizeof *known; ++i)
      expected |= strncmp(*v, known[i], strlen(known[i])) == 0;
    if (!expected) Breach("variable %.80s", *v);
  }
  Contained("only what was given");
}
