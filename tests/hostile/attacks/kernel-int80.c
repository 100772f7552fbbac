// Calls the kernel as a 32-bit program does: numbers mean other calls there, so that a filter for
// x86-64 lets through what it must not. 20 is getpid for i386 and writev for x86-64.
#include "attack.h"
int main(void) {
  long result = 20;
  __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
  if (result == getpid()) Breach("int 0x80 reached the kernel");
  Contained("int 0x80 gave %ld", result);
}
