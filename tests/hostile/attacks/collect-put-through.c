// Leaves links where the judge will put files next: put "planted" and "folder/planted" through
// them, and they land on the host. The runner puts both and looks where they went.
#include "attack.h"
int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "after") == 0) Contained("the sandbox lives");
  if (symlink("/tmp/assay-hostile-secret", "planted") != 0) Broken("symlink: %s", strerror(errno));
  if (symlink("/tmp", "folder") != 0) Broken("symlink: %s", strerror(errno));
  if (mkfifo("pipe", 0666) != 0) Broken("mkfifo: %s", strerror(errno));
  Contained("links were left");
}
