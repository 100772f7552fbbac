// Closes all three standard descriptors and lives on: whoever waits for the end of the pipes thinks
// it is over.
#include "attack.h"
int main(void) {
  close(0);
  close(1);
  close(2);
  for (;;) pause();
}
