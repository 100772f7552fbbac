#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "common/status.h"

// Content-addressed blobs of tenants, encrypted at rest. A blob is named by the SHA-256 of its
// plain bytes and belongs to a tenant; the same bytes of two tenants are two blobs under two keys.
namespace assay::blobs {

// Thread-safe.
class BlobStore {
 public:
  static constexpr uint64_t kMaxBytes = 512ULL << 20U;
  virtual ~BlobStore() = default;

  // The SHA-256 in hexadecimal. What was returned is durable. Putting again what is there costs a
  // look.
  virtual Result<std::string> Put(std::string_view tenant, std::string_view data) = 0;
  // kNotFound; kDataLoss: what is stored is not what was put (the name of it is in the message).
  virtual Result<std::string> Get(std::string_view tenant, std::string_view sha256) = 0;
  virtual Result<bool> Has(std::string_view tenant, std::string_view sha256) = 0;
  // Nothing is said of one that is not there.
  virtual Status Delete(std::string_view tenant, std::string_view sha256) = 0;
  // Calls `each` for all of a tenant's, in any order, until it is not ok.
  virtual Status List(
      std::string_view tenant,
      const std::function<Status(std::string_view sha256, uint64_t bytes)>& each) = 0;
};

}  // namespace assay::blobs
