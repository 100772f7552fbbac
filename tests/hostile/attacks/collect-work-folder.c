// The work folder itself: locked, renamed, removed. The next PutFile, Run and Collect must still
// work. argv[1]: after for the second run.
#include "attack.h"
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "after") == 0) Contained("the work folder can be used");
  int fd = open("ok.txt", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("ok.txt: %s", strerror(errno));
  if (rename("/work", "/tmp/moved") == 0) Breach("renamed /work");
  if (rename("/work", "/away") == 0) Breach("renamed /work");
  if (rmdir("/work") == 0) Breach("removed /work");
  chmod("/work", 0);
  Contained("/work was locked");
}
