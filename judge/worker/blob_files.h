#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/status.h"
#include "common/unique_fd.h"
#include "judge/worker/job.h"

namespace assay::judge {

// True for 64 lower-case hexadecimal digits: what may become a file's name.
bool IsSha256(std::string_view text);

// Blobs as files named by their SHA-256, in one folder of this process. A file comes into being by
// a rename, once its bytes are what its name says, and is believed again only after it was hashed.
// Thread-compatible; each blob is used by one thread at a time.
class BlobFiles {
 public:
  struct Found {
    std::string sha256;
    uint64_t bytes = 0;
    int64_t used_ns = 0;  // mtime: the last Touch
  };

  // Makes the folder. What an earlier process left half-written is removed. kFailedPrecondition:
  // another process has it.
  static Result<BlobFiles> Open(const std::filesystem::path& folder);

  std::vector<Found> List() const;
  std::filesystem::path Path(const std::string& sha256) const;

  // Hashes what stands there. kNotFound: nothing; kDataLoss: other bytes, and it was removed.
  Result<uint64_t> Verify(const std::string& sha256) const;

  // Fetches and keeps it; its size. kDataLoss: the bytes are not the name's; kResourceExhausted:
  // more than `max_bytes`, or the disk is full. Nothing is left of one that failed.
  Result<uint64_t> Store(const std::string& sha256, const BlobFetch& fetch,
                         uint64_t max_bytes) const;

  void Touch(const std::string& sha256) const;
  void Remove(const std::string& sha256) const;

 private:
  BlobFiles(std::filesystem::path folder, UniqueFd lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}
  std::filesystem::path folder_;
  UniqueFd lock_;
};

}  // namespace assay::judge
