#include "judge/store/ids.h"

#include <algorithm>
#include <cstdint>

#include "common/crypto/key.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr size_t kTimeDigits = 10;
constexpr uint64_t kMaxMilliseconds = (uint64_t{1} << 48U) - 1;

std::string TimeDigits(std::chrono::system_clock::time_point at) {
  const auto since = std::chrono::duration_cast<milliseconds>(at.time_since_epoch()).count();
  uint64_t rest = std::min(static_cast<uint64_t>(std::max<int64_t>(since, 0)), kMaxMilliseconds);
  std::string text(kTimeDigits, '0');
  for (size_t i = kTimeDigits; i-- > 0; rest >>= 5U) text[i] = kDigits[rest & 31U];
  return text;
}

}  // namespace

std::string NewId(std::chrono::system_clock::time_point at) {
  std::string id = TimeDigits(at);
  // Five bits of each byte: simple, and as good as the packed 80 bits.
  for (const char c : crypto::RandomBytes(kIdLength - kTimeDigits)) {
    id.push_back(kDigits[static_cast<unsigned char>(c) & 31U]);
  }
  return id;
}

bool IsId(std::string_view text) {
  // 48 bits stand in ten digits of five: the first one has three.
  return text.size() == kIdLength && text[0] <= '7' &&
         text.find_first_not_of(kDigits) == std::string_view::npos;
}

std::optional<std::chrono::sys_time<milliseconds>> TimeOfId(std::string_view id) {
  if (!IsId(id)) return std::nullopt;
  int64_t since = 0;
  for (const char c : id.substr(0, kTimeDigits)) {
    since = since * 32 + static_cast<int64_t>(kDigits.find(c));
  }
  return std::chrono::sys_time<milliseconds>(milliseconds(since));
}

std::string LowestId(std::chrono::system_clock::time_point at) {
  return TimeDigits(at) + std::string(kIdLength - kTimeDigits, '0');
}

}  // namespace assay::judge
