// The same with noise, which gives messages as well.
#include "/dev/urandom"
