// A file that only root may read: says whether the compiler runs with more rights than the program.
#include "attack.h"
__asm__(
    ".data\n"
    ".global stolen, stolen_end\n"
    "stolen: .incbin \"/etc/shadow\"\n"
    "stolen_end: .byte 0\n");
extern char stolen[], stolen_end[];
int main(void) {
  Breach("the compiler could read %d bytes of /etc/shadow", (int)(stolen_end - stolen));
}
