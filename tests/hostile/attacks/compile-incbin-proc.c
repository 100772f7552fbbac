// The environment of process 1 and of the compiler's parent, by way of the assembler.
#include "attack.h"
__asm__(
    ".data\n"
    ".global stolen\n"
    "stolen: .incbin \"/proc/1/environ\"\n"
    ".byte 0\n");
extern char stolen[];
int main(void) {
  if (stolen[0]) Breach("environment of process 1: %.60s", stolen);
  Contained("nothing was read");
}
