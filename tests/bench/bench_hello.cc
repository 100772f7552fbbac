// The static program that benchmarks start: prints a line, or spins, sleeps or floods.
#include <unistd.h>

#include <cstdlib>
#include <cstring>

int main(int argc, char** argv) {
  const char* act = argc > 1 ? argv[1] : "";
  if (std::strcmp(act, "spin") == 0) {
    volatile unsigned long x = 0;
    while (true) x = x + 1;
  }
  if (std::strcmp(act, "sleep") == 0) {
    while (true) ::pause();
  }
  if (std::strcmp(act, "flood") == 0) {
    static char block[65536];
    unsigned long long left = (argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1) << 30U;
    while (left > 0) {
      const ssize_t n = ::write(1, block, sizeof block);
      if (n <= 0) return 1;
      left -= static_cast<unsigned long long>(n) < left ? static_cast<unsigned long long>(n) : left;
    }
    return 0;
  }
  return ::write(1, "hello\n", 6) == 6 ? 0 : 1;
}
