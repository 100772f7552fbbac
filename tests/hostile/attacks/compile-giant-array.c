// Two lines of source, gigabytes of object file.
char giant[1u << 31] = {1};
int main(void) { return giant[0]; }
