#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/crypto/key.h"
#include "common/status.h"

namespace assay::judge {

// Seals the webhooks' secrets for the database: who reads a backup of it cannot sign. A secret is
// bound to its webhook. Thread-safe.
class SecretBox {
 public:
  // The first key seals; at least one.
  explicit SecretBox(std::vector<crypto::Key> keys);

  Result<std::string> Seal(std::string_view webhook, std::string_view secret) const;
  // kDataLoss: changed, of another webhook, or sealed with a key that is not here.
  Result<std::string> Open(std::string_view webhook, std::string_view sealed) const;
  bool SealedByNewest(std::string_view sealed) const;
  // Made from the first key: needs no place of its own.
  std::string CallbackSecret(std::string_view tenant) const;

 private:
  struct Entry {
    uint64_t id = 0;
    crypto::Key key;
  };
  std::vector<Entry> keys_;
};

}  // namespace assay::judge
