#include "judge/service/spec_cache.h"

namespace assay::judge {

void SpecCache::Keep(const std::string& tenant, const std::string& sha256, Bytes bytes) {
  const std::string key = tenant + "/" + sha256;
  const std::lock_guard lock(mutex_);
  if (bytes->size() > max_bytes_ / 4 || by_key_.contains(key)) return;
  bytes_ += bytes->size();
  entries_.push_front({key, std::move(bytes)});
  by_key_[key] = entries_.begin();
  while (bytes_ > max_bytes_) {
    bytes_ -= entries_.back().bytes->size();
    by_key_.erase(entries_.back().key);
    entries_.pop_back();
  }
}

Result<SpecCache::Bytes> SpecCache::Get(const std::string& tenant, const std::string& sha256) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(tenant + "/" + sha256);
    if (found != by_key_.end()) return found->second->bytes;
  }
  ASSAY_ASSIGN_OR_RETURN(std::string data, blobs_.Get(tenant, sha256));
  return std::make_shared<const std::string>(std::move(data));
}

}  // namespace assay::judge
