#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/blobs/object_store.h"
#include "common/blobs/s3_client.h"
#include "common/blobs/s3_settings.h"

namespace assay::blobs {

// Objects in a bucket of Amazon S3 or of a server that speaks its protocol. The bucket must give
// reads and lists what was written before them (Amazon's and the usual servers do). Destroy removes
// every version of an object where the bucket keeps versions.
class S3Store final : public ObjectStore {
 public:
  // Asks for nothing: the bucket may be away when a program starts.
  static Result<std::unique_ptr<S3Store>> Open(S3Settings settings, S3Tuning tuning = {});

  Status Put(std::string_view name, std::string_view data) override;
  Result<std::string> Get(std::string_view name, uint64_t max_bytes) override;
  Result<std::string> GetHead(std::string_view name, size_t bytes) override;
  Result<std::optional<uint64_t>> Size(std::string_view name) override;
  Status Settle(std::string_view name) override { return CheckObjectName(name); }
  Status Delete(std::string_view name) override;
  Status Destroy(std::string_view name) override;
  Status List(std::string_view prefix, const Each& each) override;
  std::string Describe() const override;

 private:
  explicit S3Store(std::unique_ptr<S3Client> client) : client_(std::move(client)) {}
  std::string KeyOf(std::string_view name) const;
  Status PutInParts(const std::string& key, std::string_view data);
  Result<std::vector<std::string>> SendParts(const std::string& key, const std::string& upload,
                                             std::string_view data);
  Status Complete(const std::string& key, const std::string& upload,
                  const std::vector<std::string>& etags);
  Result<bool> DeleteVersions(const std::string& key);

  const std::unique_ptr<S3Client> client_;
};

}  // namespace assay::blobs
