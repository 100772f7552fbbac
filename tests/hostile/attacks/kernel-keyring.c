// Keyrings belong to a user id and not to a namespace of a run: a note for the next submission with
// the same id. argv[1]: leave or look.
#include "attack.h"
#define USER_KEYRING (-4)
int main(int argc, char** argv) {
  int look = argc > 1 && strcmp(argv[1], "look") == 0;
  if (look) {
    char note[64] = "";
    long key = syscall(SYS_keyctl, 10 /* SEARCH */, USER_KEYRING, "user", "assay-note", 0);
    if (key >= 0 && syscall(SYS_keyctl, 11 /* READ */, key, note, sizeof note - 1) > 0)
      Breach("read a note of an earlier run: %s", note);
    Contained("keyctl: %s", strerror(errno));
  }
  long key = syscall(SYS_add_key, "user", "assay-note", "hello", 5, USER_KEYRING);
  // A breach only when somebody finds it; that it can be left is seen here.
  if (key >= 0) {
    // Where it works it would stay on the machine: taken away again.
    syscall(SYS_keyctl, 9 /* UNLINK */, key, USER_KEYRING);
    Breach("a key was left in the user's keyring");
  }
  Contained("add_key: %s", strerror(errno));
}
