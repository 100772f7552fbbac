// The preprocessor quotes what it cannot understand: an error message that holds the secret.
#include "/proc/1/environ"
#include "/run/assay-hostile-secret"
#include "/tmp/assay-hostile-secret"
