// Recursion without end. With a stack limit it is the program's own SIGSEGV.
#include "attack.h"
__attribute__((noinline)) static int Deep(int n) {
  volatile char room[4096];
  room[0] = (char)n;
  return Deep(n + 1) + room[0];
}
int main(void) { return Deep(0); }
