// Sleeps for ever without any CPU time.
#include "attack.h"
int main(void) {
  for (;;) pause();
}
