#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay::blobs {

// Named runs of bytes: what a folder and an S3 bucket have in common. It knows nothing of tenants
// or keys; what it holds is encrypted before it comes here (encrypted_store.h), so neither the disk
// nor the bucket's owner is trusted with content.
//
// A name is at most 400 characters: segments of [A-Za-z0-9._-] that do not begin with a dot, joined
// by '/'. Another name is kInvalidArgument. Thread-safe; several processes may share what is
// stored.
class ObjectStore {
 public:
  ObjectStore() = default;
  ObjectStore(const ObjectStore&) = delete;
  ObjectStore& operator=(const ObjectStore&) = delete;
  virtual ~ObjectStore() = default;

  // Creates or replaces. Readers see the old bytes or the new ones, never a part. Durable when it
  // returned ok; after an error there is the old, the new or (where there was none) nothing.
  // kResourceExhausted: the disk is full; nothing of the new is left.
  virtual Status Put(std::string_view name, std::string_view data) = 0;
  // kNotFound. kResourceExhausted: longer than `max_bytes`.
  virtual Result<std::string> Get(std::string_view name, uint64_t max_bytes) = 0;
  // The first `bytes`, fewer where there are no more. kNotFound.
  virtual Result<std::string> GetHead(std::string_view name, size_t bytes) = 0;
  // nullopt: not there.
  virtual Result<std::optional<uint64_t>> Size(std::string_view name) = 0;
  // After this, what was seen under `name` (perhaps put by another process, a moment ago) is
  // durable.
  virtual Status Settle(std::string_view name) = 0;
  // Of one that is not there: ok. Durable.
  virtual Status Delete(std::string_view name) = 0;
  // As Delete, and then the bytes and older versions of them are destroyed too, as far as the
  // medium lets one. Ok only when all of it is done.
  virtual Status Destroy(std::string_view name) = 0;
  // All whose name begins with `prefix`, a name and '/'; in any order. What is put or deleted
  // meanwhile may be seen or not. Ends with the first Status of `each` that is not ok.
  using Each = std::function<Status(std::string_view name, uint64_t bytes)>;
  virtual Status List(std::string_view prefix, const Each& each) = 0;
  // For messages: "file:/srv/blobs".
  virtual std::string Describe() const = 0;
};

// OkStatus or kInvalidArgument by the rules above.
Status CheckObjectName(std::string_view name);

}  // namespace assay::blobs
