#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// The Merkle tree of Certificate Transparency (RFC 6962, section 2.1), with SHA-256. Hashes are 32
// raw bytes.
namespace assay::audit {

std::string Sha256Bytes(std::string_view data);
std::string LeafHash(std::string_view data);                          // SHA-256(0x00 data)
std::string NodeHash(std::string_view left, std::string_view right);  // SHA-256(0x01 left right)

// What has to be kept of a tree that only grows: the roots of its complete subtrees, one for each
// bit of its size. Thread-compatible value.
class Frontier {
 public:
  // `text`: what Text gave, for that size. kDataLoss: it is not.
  static Result<Frontier> FromText(uint64_t size, std::string_view text);

  void Append(std::string leaf_hash);
  uint64_t size() const { return size_; }
  std::string Root() const;  // of no leaves: SHA-256 of nothing
  std::string Text() const;  // hexadecimal

 private:
  uint64_t size_ = 0;
  std::vector<std::string> roots_;  // the largest subtree first
};

}  // namespace assay::audit
