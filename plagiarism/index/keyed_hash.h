#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/crypto/key.h"
#include "common/crypto/mac.h"
#include "plagiarism/hash.h"
#include "plagiarism/index/bytes.h"

namespace assay::plagiarism {

// Hashes that say nothing to who has not the key. Names are hashed by HMAC; fingerprints, of which
// there are many, by a keyed permutation, which hides them from who sees the files, not from who
// may ask the index as often as they like.
class KeyedHash {
 public:
  explicit KeyedHash(const crypto::Key& key)
      : names_(crypto::DeriveKey(key, "assay similarity names")) {
    const std::string bytes = crypto::HmacSha256(key.bytes(), "assay similarity fingerprints");
    first_ = GetFixed(bytes.data(), 8);
    second_ = GetFixed(bytes.data() + 8, 8);
  }

  uint64_t Name(std::string_view text) const {
    return GetFixed(crypto::HmacSha256(names_.bytes(), text).data(), 8) | 1U;
  }
  // A keyed permutation of 40 bits, so that it costs no collisions: a Feistel network.
  uint64_t Fingerprint(uint64_t value) const {
    uint32_t left = static_cast<uint32_t>(value >> 20U) & kHalf;
    uint32_t right = static_cast<uint32_t>(value) & kHalf;
    for (unsigned round = 0; round < 6; ++round) {
      const uint64_t mixed = Combine(first_ + round, second_ ^ right);
      const uint32_t next = left ^ (static_cast<uint32_t>(mixed) & kHalf);
      left = right;
      right = next;
    }
    return (static_cast<uint64_t>(left) << 20U) | right;
  }

 private:
  static constexpr uint32_t kHalf = (1U << 20U) - 1;
  crypto::Key names_;
  uint64_t first_ = 0, second_ = 0;
};

}  // namespace assay::plagiarism
