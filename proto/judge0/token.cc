#include "proto/judge0/token.h"

#include <array>
#include <cstdint>
#include <optional>

namespace assay::judge0 {
namespace {

constexpr std::string_view kCrockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::string_view kHex = "0123456789abcdef";
constexpr size_t kIdLength = 26;
constexpr size_t kTokenLength = 36;

// 128 bits, the highest first.
struct Bits {
  uint64_t high = 0, low = 0;
  void Push(unsigned count, uint64_t value) {
    high = high << count | low >> (64 - count);
    low = low << count | value;
  }
  // `count` bits of which the lowest is number `at`.
  uint64_t Part(unsigned at, unsigned count) const {
    uint64_t value = 0;
    for (unsigned i = at + count; i-- > at;) {
      const uint64_t word = i >= 64 ? high >> (i - 64) : low >> i;
      value = value << 1U | (word & 1U);
    }
    return value;
  }
};

std::optional<Bits> ParseId(std::string_view id) {
  if (id.size() != kIdLength || id[0] > '7') return std::nullopt;
  Bits bits;
  for (const char c : id) {
    const size_t value = kCrockford.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits.Push(5, value);
  }
  return bits;
}

bool IsDash(size_t at) { return at == 8 || at == 13 || at == 18 || at == 23; }

std::optional<Bits> ParseToken(std::string_view token) {
  if (token.size() != kTokenLength) return std::nullopt;
  Bits bits;
  for (size_t i = 0; i < token.size(); ++i) {
    if (IsDash(i)) {
      if (token[i] != '-') return std::nullopt;
      continue;
    }
    const char c = token[i] >= 'A' && token[i] <= 'F' ? static_cast<char>(token[i] + 32) : token[i];
    const size_t value = kHex.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits.Push(4, value);
  }
  // Version 4, variant 10.
  if (bits.Part(76, 4) != 4 || bits.Part(62, 2) != 2) return std::nullopt;
  return bits;
}

}  // namespace

// A UUID from its highest bit on: 48 bits, the version, 12 bits, the variant, 62 bits.
std::string TokenOf(std::string_view id) {
  const auto bits = ParseId(id);
  if (!bits || bits->Part(122, 6) != 0) return {};
  Bits uuid;
  uuid.Push(48, bits->Part(74, 48));
  uuid.Push(4, 4);
  uuid.Push(12, bits->Part(62, 12));
  uuid.Push(2, 2);
  uuid.Push(62, bits->Part(0, 62));
  std::string token;
  for (unsigned digit = 32; digit-- > 0;) {
    if (IsDash(token.size())) token += '-';
    token += kHex[uuid.Part(digit * 4, 4)];
  }
  return token;
}

std::string IdOf(std::string_view token) {
  const auto uuid = ParseToken(token);
  if (!uuid) return {};
  Bits bits;
  bits.Push(48, uuid->Part(80, 48));
  bits.Push(12, uuid->Part(64, 12));
  bits.Push(62, uuid->Part(0, 62));
  std::string id;
  for (unsigned digit = 26; digit-- > 0;) {
    id += kCrockford[bits.Part(digit * 5, digit == 25 ? 3 : 5)];
  }
  return id;
}

}  // namespace assay::judge0
