// Results that are links to what the judge can read and the program cannot: secrets of the host,
// the image's files, folders above. Only ok.txt is a result.
#include "attack.h"
int main(void) {
  const char* links[][2] = {{"/tmp/assay-hostile-secret", "answer.txt"},
                            {"/etc/shadow", "shadow"},
                            {"/", "root"},
                            {"../../../../../../tmp", "up"},
                            {"/proc/self/environ", "environ"},
                            {"/run", "run"},
                            {"loop", "loop"},
                            {"/proc/1/root", "one"},
                            {"/dev/zero", "zero"},
                            {"ok.txt", "alias.txt"}};
  for (unsigned i = 0; i < sizeof links / sizeof *links; ++i) {
    if (symlink(links[i][0], links[i][1]) != 0) Broken("symlink: %s", strerror(errno));
  }
  int fd = open("ok.txt", O_WRONLY | O_CREAT, 0644);
  if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("ok.txt: %s", strerror(errno));
  Contained("links were left");
}
