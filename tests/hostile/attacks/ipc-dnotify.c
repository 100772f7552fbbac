// The older form of the same, by fcntl: F_NOTIFY on a folder sends a signal when a file in it is
// read. F_SETLEASE tells of opens in the same way. A filter that allows all of fcntl lets it
// through, and so does one that compares the command in 64 bits: the kernel looks at the lower 32 only.
#include "attack.h"
static volatile sig_atomic_t seen;
static void Saw(int signal) { seen = signal; }
int main(void) {
  signal(SIGIO, Saw);
  int folder = open("/etc", O_RDONLY | O_DIRECTORY);
  if (folder < 0) Broken("open: %s", strerror(errno));
  int watching = fcntl(folder, F_NOTIFY, DN_ACCESS | DN_MULTISHOT) == 0;
  int why = errno;
  const long high = 1L << 32;
  watching |= syscall(SYS_fcntl, (long)folder, high | F_NOTIFY, (long)(DN_ACCESS | DN_MULTISHOT)) == 0;
  int file = open("/etc/group", O_RDONLY);
  if (fcntl(file, F_SETLEASE, F_RDLCK) == 0) Breach("a lease on a file of the image");
  if (syscall(SYS_fcntl, (long)file, high | F_SETLEASE, (long)F_RDLCK) == 0)
    Breach("a lease on a file of the image, by a command with high bits");
  if (!watching) Contained("F_NOTIFY: %s", strerror(why));
  for (int i = 0; i < 50 && !seen; ++i) SleepMs(20);
  if (seen) Breach("sees the neighbour read in /etc");
  Contained("nothing was seen");
}
