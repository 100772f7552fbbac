// Descriptor tables of its own: modify_ldt has had its share of holes, and far calls into 32-bit
// code.
#include <asm/ldt.h>

#include "attack.h"
int main(void) {
  struct user_desc entry;
  memset(&entry, 0, sizeof entry);
  entry.limit = 0xfffff;
  entry.seg_32bit = 1;
  entry.limit_in_pages = 1;
  if (syscall(SYS_modify_ldt, 1, &entry, sizeof entry) == 0) Breach("modify_ldt");
  Contained("modify_ldt: %s", strerror(errno));
}
