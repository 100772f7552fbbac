// Allocates and touches for ever. Unprotected it takes the machine's memory.
#include "attack.h"
int main(void) {
  for (;;) {
    char* p = (char*)malloc(1 << 20);
    if (p) Touch(p, 1 << 20);
  }
}
