#include "common/tls/tool/lifetime.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace assay::tls {
namespace {

struct Unit {
  char letter;
  int64_t seconds;
};
constexpr std::array<Unit, 4> kUnits = {{{'d', 86'400}, {'h', 3'600}, {'m', 60}, {'s', 1}}};
constexpr int64_t kMin = 60;
constexpr int64_t kMax = int64_t{3'650} * 86'400;

}  // namespace

Result<std::chrono::seconds> ParseLifetime(std::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && end - rest == 1 && number > 0 && number <= kMax) {
    for (const Unit& unit : kUnits) {
      if (*rest != unit.letter) continue;
      const int64_t seconds = number * unit.seconds;
      if (seconds >= kMin && seconds <= kMax) return std::chrono::seconds(seconds);
    }
  }
  return InvalidArgument("\"" + std::string(text.substr(0, 40)) +
                         "\" is no lifetime; write 30m, 24h or 7d (a minute to 3650d)");
}

std::string FormatDuration(std::chrono::seconds duration) {
  int64_t left = duration.count();
  std::string text;
  int parts = 0;
  for (const Unit& unit : kUnits) {
    const int64_t count = left / unit.seconds;
    left %= unit.seconds;
    if (count == 0 && parts == 0) continue;
    if (parts++ == 2) break;
    if (count > 0) text += (text.empty() ? "" : " ") + std::to_string(count) + unit.letter;
  }
  return text.empty() ? "0s" : text;
}

}  // namespace assay::tls
