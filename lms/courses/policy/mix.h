#pragma once

#include <cstdint>
#include <string_view>

// Chance that is the same everywhere: of the standard's distributions and hashes each library has
// its own.
namespace assay::courses {

inline constexpr uint64_t kGoldenGamma = 0x9e3779b97f4a7c15U;

// The finaliser of splitmix64 (Steele, Lea, Flood 2014).
constexpr uint64_t Mix(uint64_t z) {
  z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31U);
}

// Where `name` stands in an order that `seed` draws: it stays there, whoever comes later.
constexpr uint64_t RankOf(uint64_t seed, std::string_view name) {
  uint64_t hash = Mix(seed + kGoldenGamma);
  for (const char c : name) hash = Mix((hash ^ static_cast<unsigned char>(c)) + kGoldenGamma);
  return hash;
}

}  // namespace assay::courses
