// Counts how many threads live at one time. argv[1]: how many it may have. Unprotected: thousands.
#include <pthread.h>

#include "attack.h"
static void* Wait(void* nothing) {
  for (;;) pause();
  return nothing;
}
int main(int argc, char** argv) {
  int allowed = argc > 1 ? atoi(argv[1]) : 32, alive = 1, error = 0;
  pthread_attr_t small;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, 65536);
  for (; alive <= allowed + 200; ++alive) {
    pthread_t thread;
    if ((error = pthread_create(&thread, &small, Wait, NULL)) != 0) break;
  }
  if (alive > allowed) Breach("%d threads where %d are allowed", alive, allowed);
  if (alive < allowed / 2) Broken("only %d threads of %d: %s", alive, allowed, strerror(error));
  Contained("%d threads, then %s", alive, strerror(error));
}
