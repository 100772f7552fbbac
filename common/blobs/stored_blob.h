#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/crypto/key.h"
#include "common/status.h"

// What one stored blob looks like (docs/blobs.md): a sealed head, which tells what it is without
// the rest being read, and the sealed bytes. Both are bound to the tenant and to the object's name,
// so a file that is moved, renamed or given to another tenant does not open.
namespace assay::blobs {

// One version of a tenant's key, and what is derived of it.
struct DataKey {
  std::string object;  // where it is kept, wrapped
  uint32_t version = 0;
  uint64_t id = 0;  // random
  crypto::Key encrypt;
  crypto::Key naming;
};
// `object` is "keys/TENANT/VERSION-ID".
DataKey DeriveDataKey(std::string object, uint32_t version, uint64_t id, const crypto::Key& secret);

// "blobs/TENANT/KEY-ID/ab/cdef…": the HMAC of the SHA-256 under the tenant's key, so a name says
// nothing of the content, not even to one who has a copy of it.
std::string BlobObjectName(const DataKey& key, std::string_view tenant, std::string_view sha256);
std::string BlobPrefix(std::string_view tenant);                   // of all of a tenant's
std::string BlobPrefix(std::string_view tenant, uint64_t key_id);  // of those under one key
// 0 where it is no such name.
uint64_t KeyIdOfObjectName(std::string_view name);

inline constexpr size_t kBlobHeadBytes = 80;
uint64_t StoredSize(uint64_t plain_bytes);

struct BlobHead {
  std::string sha256;
  uint64_t bytes = 0;
};

Result<std::string> SealBlob(const DataKey& key, std::string_view tenant, std::string_view sha256,
                             std::string_view plain);
// Of untrusted bytes; kDataLoss where they are not what SealBlob made for this tenant and name.
Result<BlobHead> OpenBlobHead(const DataKey& key, std::string_view tenant, std::string_view object,
                              std::string_view stored);
Result<std::string> OpenBlob(const DataKey& key, std::string_view tenant, std::string_view sha256,
                             std::string_view stored);

}  // namespace assay::blobs
