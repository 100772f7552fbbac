// What the submission before left in the same slot: argv[1] = leave fills memory, /work, /tmp and
// /dev/shm with a mark; look (in a new sandbox of the same factory) searches fresh memory and files
// for it.
#include <sys/mman.h>

#include "attack.h"
#define SIZE (24u << 20)
int main(int argc, char** argv) {
  char mark[32];
  snprintf(mark, sizeof mark, "%s%s", "left-by-", "the-one-before!!");
  size_t length = strlen(mark);
  int look = argc > 1 && strcmp(argv[1], "look") == 0;
  char* memory =
      (char*)mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) Broken("mmap: %s", strerror(errno));
  const char* paths[] = {"/work/left", "/tmp/left", "/dev/shm/left"};
  if (!look) {
    for (size_t at = 0; at + length < SIZE; at += length) memcpy(memory + at, mark, length);
    for (int i = 0; i < 3; ++i) {
      int fd = open(paths[i], O_WRONLY | O_CREAT, 0666);
      if (fd >= 0 && write(fd, memory, 1 << 20) < 0) errno = 0;
    }
    Contained("left marks");
  }
  if (memmem(memory, SIZE, mark, length)) Breach("fresh memory holds the mark");
  for (int i = 0; i < 3; ++i) {
    if (access(paths[i], F_OK) == 0) Breach("%s is still there", paths[i]);
    // Blocks that were never written, read back.
    char other[64];
    snprintf(other, sizeof other, "%s.new", paths[i]);
    int fd = open(other, O_RDWR | O_CREAT, 0600);
    if (fd < 0 || ftruncate(fd, 8 << 20) != 0) continue;
    char* blocks = (char*)mmap(NULL, 8 << 20, PROT_READ, MAP_SHARED, fd, 0);
    if (blocks != MAP_FAILED && memmem(blocks, 8 << 20, mark, length))
      Breach("fresh blocks of %s hold the mark", other);
  }
  Contained("everything is fresh");
}
