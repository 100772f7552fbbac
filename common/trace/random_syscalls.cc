#include "common/trace/random_syscalls.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <ctime>

namespace assay::trace {

std::string RandomHex(size_t bytes) {
  constexpr const char* kDigits = "0123456789abcdef";
  std::array<unsigned char, 32> raw{};
  bytes = std::min(bytes, raw.size());
  // Requests of up to 256 bytes are not interrupted once the pool is ready; before that they wait.
  while (::getrandom(raw.data(), bytes, 0) < 0 && errno == EINTR) {
  }
  if (std::all_of(raw.begin(), raw.end(), [](unsigned char c) { return c == 0; })) raw[0] = 1;
  std::string text;
  text.reserve(2 * bytes);
  for (size_t i = 0; i < bytes; ++i) {
    text += kDigits[raw.at(i) >> 4U];
    text += kDigits[raw.at(i) & 15U];
  }
  return text;
}

unsigned long long WallNanos() {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME, &now);
  return static_cast<unsigned long long>(now.tv_sec) * 1'000'000'000ULL +
         static_cast<unsigned long long>(now.tv_nsec);
}

}  // namespace assay::trace
