// Counts how many processes live at one time. argv[1]: how many it may have. Unprotected there is
// no end.
#include "attack.h"
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 32, alive = 1;
  for (; alive <= allowed + 200; ++alive) {
    pid_t child = fork();
    if (child < 0) break;
    if (child == 0) {
      for (;;) pause();
    }
  }
  if (alive > allowed) Breach("%d processes where %d are allowed", alive, allowed);
  if (alive < allowed / 2) Broken("only %d processes of %d: %s", alive, allowed, strerror(errno));
  Contained("%d processes, then %s", alive, strerror(errno));
}
