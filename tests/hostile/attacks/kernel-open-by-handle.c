// Opens files by handle, past every path and mount (the "shocker" escape from containers of 2014):
// inode 2 is the root of the host's ext4 file system.
#include "attack.h"
struct Handle {
  struct file_handle head;
  unsigned char id[16];
};
int main(void) {
  const char* inside[] = {"/", "/etc/passwd", "/usr/bin", "/work"};
  for (int i = 0; i < 4; ++i) {
    int mount = open(inside[i], O_RDONLY);
    struct Handle handle;
    memset(&handle, 0, sizeof handle);
    handle.head.handle_bytes = 8;
    handle.head.handle_type = 1;
    handle.id[0] = 2;
    int fd = open_by_handle_at(mount, &handle.head, O_RDONLY);
    if (fd >= 0 || errno == ESTALE)
      Breach("open_by_handle_at from %s: %s", inside[i],
             fd >= 0 ? "opened the root" : strerror(errno));
  }
  Contained("open_by_handle_at: %s", strerror(errno));
}
