// Page tables: touches one page in each 2 MiB of a terabyte. Little is resident; the tables alone
// are 4 KiB a touch. Unprotected, 2 GiB of page tables that no resident set size shows.
#include <sys/mman.h>

#include "attack.h"
int main(void) {
  size_t span = (size_t)1 << 40, step = 2 << 20;
  char* p = (char*)mmap(NULL, span, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (p == MAP_FAILED) Contained("mmap of 1 TiB: %s", strerror(errno));
  volatile char sum = 0;
  for (size_t at = 0; at < span; at += step) sum = (char)(sum + p[at]);
  Breach("touched 1 TiB");
}
