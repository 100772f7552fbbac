#pragma once

#include <cstdint>
#include <string_view>

namespace assay::plagiarism {

// Not cryptographic: for features inside of one comparison.
constexpr uint64_t Mix(uint64_t x) {
  x ^= x >> 30U;
  x *= 0xbf58476d1ce4e5b9U;
  x ^= x >> 27U;
  x *= 0x94d049bb133111ebU;
  return x ^ (x >> 31U);
}

constexpr uint64_t Combine(uint64_t a, uint64_t b) {
  return Mix(a * 0x9e3779b97f4a7c15U + b + 0x7f4a7c159e3779b9U);
}

template <typename... More>
constexpr uint64_t Combine(uint64_t a, uint64_t b, uint64_t c, More... more) {
  return Combine(Combine(a, b), c, more...);
}

constexpr uint64_t HashText(std::string_view text) {
  uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  return Mix(hash);
}

}  // namespace assay::plagiarism
