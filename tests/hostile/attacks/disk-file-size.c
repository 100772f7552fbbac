// Writes one file for ever: it ends at the size limit, by SIGXFSZ.
#include "attack.h"
int main(void) {
  static char block[65536];
  int fd = open("/work/big", O_WRONLY | O_CREAT, 0600);
  if (fd < 0) Broken("open: %s", strerror(errno));
  while (write(fd, block, sizeof block) > 0) {
  }
  Broken("write: %s", strerror(errno));
}
