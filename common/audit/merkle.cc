#include "common/audit/merkle.h"

#include <bit>

#include "common/crypto/encoding.h"
#include "common/sha256.h"

namespace assay::audit {
namespace {

constexpr size_t kHashBytes = 32;

}  // namespace

std::string Sha256Bytes(std::string_view data) {
  return crypto::HexDecode(Sha256Hex(data)).value();  // of our own making
}

std::string LeafHash(std::string_view data) {
  return Sha256Bytes(std::string(1, '\0').append(data));
}

std::string NodeHash(std::string_view left, std::string_view right) {
  return Sha256Bytes(std::string(1, '\1').append(left).append(right));
}

Result<Frontier> Frontier::FromText(uint64_t size, std::string_view text) {
  const Status broken = DataLoss("audit: the frontier does not fit the size of the log");
  const auto bytes = crypto::HexDecode(text);
  if (!bytes.ok()) return broken;
  Frontier frontier;
  frontier.size_ = size;
  for (size_t at = 0; at < bytes->size(); at += kHashBytes) {
    frontier.roots_.push_back(bytes->substr(at, kHashBytes));
  }
  const auto complete = static_cast<size_t>(std::popcount(size));
  if (frontier.roots_.size() != complete || bytes->size() != complete * kHashBytes) return broken;
  return frontier;
}

void Frontier::Append(std::string leaf_hash) {
  // As in adding one to a number: each subtree of the same size is a carry.
  for (uint64_t carry = size_; (carry & 1U) != 0; carry >>= 1U) {
    leaf_hash = NodeHash(roots_.back(), leaf_hash);
    roots_.pop_back();
  }
  roots_.push_back(std::move(leaf_hash));
  ++size_;
}

std::string Frontier::Root() const {
  if (roots_.empty()) return Sha256Bytes("");
  std::string root = roots_.back();
  for (size_t i = roots_.size() - 1; i-- > 0;) root = NodeHash(roots_[i], root);
  return root;
}

std::string Frontier::Text() const {
  std::string bytes;
  for (const std::string& root : roots_) bytes += root;
  return crypto::HexEncode(bytes);
}

}  // namespace assay::audit
