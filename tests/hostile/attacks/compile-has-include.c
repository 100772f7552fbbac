// Asks, at compile time, which files exist: an oracle for the host's files.
#include "attack.h"
int main(void) {
#if __has_include("/tmp/assay-hostile-secret") ||               \
                  __has_include("/run/assay-hostile-secret") || \
                                __has_include("../../../../tmp/assay-hostile-secret")
  Breach("the compiler sees a file of the host");
#endif
  Contained("no file of the host");
}
