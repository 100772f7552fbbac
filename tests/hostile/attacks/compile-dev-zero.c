// A file without an end: the compiler reads it into memory for ever.
#include "/dev/zero"
