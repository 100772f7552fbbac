// Eight threads spin: CPU time passes several times as fast as the clock on the wall.
#include <pthread.h>

#include "attack.h"
static void* Spin(void* nothing) {
  for (volatile unsigned i = 0;; ++i) {
  }
  return nothing;
}
int main(void) {
  for (int i = 0; i < 7; ++i) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, Spin, NULL) != 0)
      Broken("pthread_create: %s", strerror(errno));
  }
  Spin(NULL);
}
