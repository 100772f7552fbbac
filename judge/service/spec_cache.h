#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "common/blobs/blob_store.h"
#include "common/status.h"

namespace assay::judge {

// The JobSpecs that were handed in lately, so that a lease reads no blob. Thread-safe.
class SpecCache {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  SpecCache(blobs::BlobStore& blobs, size_t max_bytes) : blobs_(blobs), max_bytes_(max_bytes) {}

  void Keep(const std::string& tenant, const std::string& sha256, Bytes bytes);
  // From memory, else from the blob store.
  Result<Bytes> Get(const std::string& tenant, const std::string& sha256);

 private:
  struct Entry {
    std::string key;
    Bytes bytes;
  };
  blobs::BlobStore& blobs_;
  const size_t max_bytes_;
  std::mutex mutex_;
  std::list<Entry> entries_;  // the newest first
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
  size_t bytes_ = 0;
};

}  // namespace assay::judge
