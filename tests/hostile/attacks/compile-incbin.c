// The assembler reads files too: a secret of the host's goes into the binary, and from there to
// stdout.
__asm__(
    ".data\n"
    ".global secret\n"
    "secret: .incbin \"/tmp/assay-hostile-secret\"\n"
    ".byte 0\n");
extern char secret[];
int puts(const char*);
int main(void) {
  puts(secret);
  return 66;
}
