// Names that are lines, terminal commands, options, half characters, as long as can be, or look
// like a way up.
#include "attack.h"
int main(void) {
  char longest[256];
  memset(longest, 'n', 255);
  longest[255] = 0;
  const char* names[] = {"new\nline.txt", "bad\xff\xfe.txt", "\x1b[2J.txt", "-rf",   "...",
                         "..x",           " space ",         "semi;colon",  "$(id)", longest,
                         "back\\slash",   "\xc3\xa4.txt"};
  for (unsigned i = 0; i < sizeof names / sizeof *names; ++i) {
    int fd = open(names[i], O_WRONLY | O_CREAT, 0644);
    if (fd < 0 || write(fd, "ok\n", 3) != 3) Broken("name %u: %s", i, strerror(errno));
    close(fd);
  }
  Contained("names were left");
}
