// Ten thousand folders, each in the one before: paths longer than PATH_MAX, stacks of whoever
// recurses.
#include "attack.h"
int main(void) {
  int fd = open("ok.txt", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("ok.txt: %s", strerror(errno));
  int depth = 0;
  while (depth < 10000 && mkdir("d", 0755) == 0 && chdir("d") == 0) ++depth;
  close(open("bottom", O_WRONLY | O_CREAT, 0644));
  if (depth < 5000) Broken("only %d folders: %s", depth, strerror(errno));
  Contained("%d folders were left", depth);
}
