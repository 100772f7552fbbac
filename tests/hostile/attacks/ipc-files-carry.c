// Notes in files, for the next test of the same submission: answers that were seen once would be
// known for ever. argv[1]: leave or look.
#include "attack.h"
int main(int argc, char** argv) {
  const char* paths[] = {"/work/note",    "/tmp/note", "/dev/shm/note",
                         "/var/tmp/note", "/run/note", "/run/lock/note",
                         "/home/note",    "/dev/note", "/work/.cache/note"};
  int look = argc > 1 && strcmp(argv[1], "look") == 0, left = 0;
  if (!look) mkdir("/work/.cache", 0755);
  for (unsigned i = 0; i < sizeof paths / sizeof *paths; ++i) {
    if (look && access(paths[i], F_OK) == 0) Breach("%s of an earlier run", paths[i]);
    if (!look && open(paths[i], O_WRONLY | O_CREAT, 0666) >= 0) ++left;
  }
  if (look) {
    struct stat st;
    // The program itself was there before, and must not have been changed by the earlier run.
    if (stat(argv[0], &st) == 0 && st.st_mtime > 0 && access("/work/a.c.changed", F_OK) == 0)
      Breach("a changed program");
    Contained("no note");
  }
  if (left < 2) Broken("left only %d notes", left);
  Contained("left %d notes", left);
}
