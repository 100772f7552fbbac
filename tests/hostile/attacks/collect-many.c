// Ten thousand results, and folders without any.
#include "attack.h"
int main(void) {
  int made = 0;
  for (int i = 0; i < 10000; ++i) {
    char name[32];
    snprintf(name, sizeof name, "f%05d", i);
    int fd = open(name, O_WRONLY | O_CREAT, 0644);
    if (fd < 0) break;
    made += write(fd, "x", 1) == 1;
    close(fd);
  }
  if (made < 5000) Broken("only %d files: %s", made, strerror(errno));
  Contained("%d files were left", made);
}
