// What interactive_test runs in both sandboxes: one side of a conversation a word. Static, so that
// an image of one file is enough.
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

// Knows the number and answers guesses until one is right.
int Host(long secret) {
  long guess = 0;
  while (std::scanf("%ld", &guess) == 1) {
    std::puts(guess < secret ? "higher" : guess > secret ? "lower" : "right");
    std::fflush(stdout);
    if (guess == secret) return 0;
  }
  return 1;
}

int Guesser(long low, long high) {
  char answer[16];
  while (low <= high) {
    const long guess = low + (high - low) / 2;
    std::printf("%ld\n", guess);
    std::fflush(stdout);
    if (std::scanf("%15s", answer) != 1) return 2;  // the host is gone
    if (std::strcmp(answer, "right") == 0) return 0;
    if (std::strcmp(answer, "higher") == 0) {
      low = guess + 1;
    } else {
      high = guess - 1;
    }
  }
  return 3;
}

// Digits in a fixed order, so that a lost or doubled block shows.
int Flood(unsigned long bytes) {
  static char block[65537];
  for (size_t i = 0; i < sizeof block; ++i) block[i] = static_cast<char>('0' + i % 10);
  for (unsigned long done = 0; done < bytes;) {
    const size_t from = done % 10;
    const size_t want = bytes - done < 65520 ? static_cast<size_t>(bytes - done) : 65520;
    const ssize_t n = ::write(1, block + from, want);
    if (n <= 0) return 1;
    done += static_cast<unsigned long>(n);
  }
  return 0;
}

// Reads to the end of stdin and says on stderr how much there was.
int Drain() {
  static char buffer[65536];
  unsigned long total = 0;
  for (ssize_t n = 0; (n = ::read(0, buffer, sizeof buffer)) > 0;)
    total += static_cast<unsigned long>(n);
  std::fprintf(stderr, "%lu", total);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view what = argc > 1 ? argv[1] : "";
  const long n = argc > 2 ? std::atol(argv[2]) : 0;
  if (what == "host") return Host(n);
  if (what == "guess") return Guesser(1, n);
  if (what == "exit") return static_cast<int>(n);
  if (what == "flood") return Flood(static_cast<unsigned long>(n));
  if (what == "drain") return Drain();
  if (what == "flood-then-drain") return Flood(static_cast<unsigned long>(n)) + Drain();
  if (what == "raise") return std::raise(static_cast<int>(n));
  return 99;
}
