// Results that are second names: of files of the image, of each other (a thousand names, one
// megabyte each).
#include "attack.h"
int main(void) {
  const char* targets[] = {"/etc/passwd", "/etc/shadow", "/bin/sh", "/proc/self/environ",
                           "/dev/zero"};
  for (int i = 0; i < 5; ++i) {
    char name[32];
    snprintf(name, sizeof name, "stolen%d", i);
    if (link(targets[i], name) == 0) Breach("a second name for %s", targets[i]);
  }
  static char block[1 << 20];
  int fd = open("many", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, block, sizeof block) != sizeof block) Broken("many: %s", strerror(errno));
  int linked = 0;
  for (; linked < 1000; ++linked) {
    char name[32];
    snprintf(name, sizeof name, "many%d", linked);
    if (link("many", name) != 0) break;
  }
  fd = open("ok.txt", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("ok.txt: %s", strerror(errno));
  Contained("%d names of one file were left", linked);
}
