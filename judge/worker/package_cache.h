#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "common/archive/entry_name.h"
#include "common/status.h"
#include "grader/package.h"
#include "judge/worker/blob_files.h"
#include "judge/worker/job.h"
#include "judge/worker/sealed_tree.h"

namespace assay::judge {

struct PackageCacheOptions {
  std::filesystem::path folder;      // of one worker; made when missing
  uint64_t max_bytes = 8ULL << 30U;  // archives and what they unpack to
  ArchiveLimits archive = {.archive_bytes = 512ULL << 20U};
};

struct PackageCacheStats {
  uint64_t hits = 0;      // unpacked and read already
  uint64_t restored = 0;  // the archive was on disk
  uint64_t fetched = 0;
  uint64_t evicted = 0;
  uint64_t damaged = 0;  // on disk, and not what was put there
  uint64_t bytes = 0;
  size_t packages = 0;
};

// Problem packages by the SHA-256 of their archive: fetched once, unpacked once, read once, whoever
// asks at the same time. Archives outlive the process and are hashed before they are believed
// again; what they unpack to is of this process, read-only, and looked at before each use.
//
//   FOLDER/blobs/<sha256>        archives
//   FOLDER/unpacked/<sha256>.N/  one package
//
// Thread-safe. Outlives what Get returned.
class PackageCache {
 public:
  // A package in use: it is not evicted while this lives.
  class Use {
   public:
    Use(Use&&) noexcept = default;
    Use& operator=(Use&&) noexcept = default;
    const grader::Package& operator*() const { return *package_; }
    const grader::Package* operator->() const { return package_; }

   private:
    friend class PackageCache;
    Use(std::shared_ptr<void> hold, const grader::Package* package)
        : hold_(std::move(hold)), package_(package) {}
    std::shared_ptr<void> hold_;
    const grader::Package* package_;
  };

  // kFailedPrecondition: another process uses the folder.
  static Result<std::unique_ptr<PackageCache>> Open(PackageCacheOptions options);
  ~PackageCache();
  PackageCache(const PackageCache&) = delete;
  PackageCache& operator=(const PackageCache&) = delete;

  // `fetch` is called in this thread, and only where nobody else is fetching the same; a fetch that
  // fails is tried again with the next caller's. Errors are those of the fetch, kDataLoss for other
  // bytes than asked for, kInvalidArgument for a package that cannot be read, kCancelled by `stop`.
  Result<Use> Get(const std::string& sha256, const BlobFetch& fetch, const std::stop_token& stop);

  PackageCacheStats stats() const;

 private:
  struct Unpacked;  // a package with the folder that it stands in
  struct Entry {
    uint64_t archive_bytes = 0;  // 0: not on disk
    std::shared_ptr<const Unpacked> unpacked;
    bool busy = false;  // somebody fetches or unpacks it
    int users = 0;
    int64_t used = 0;  // order of use
  };
  using Lock = std::unique_lock<std::mutex>;

  PackageCache(PackageCacheOptions options, BlobFiles blobs);
  Result<std::shared_ptr<const Unpacked>> Ready(Lock& lock, const std::string& sha256,
                                                const BlobFetch& fetch,
                                                const std::stop_token& stop);
  // Without the lock; the entry is busy.
  Result<std::shared_ptr<const Unpacked>> Load(const std::string& sha256, bool on_disk,
                                               const BlobFetch& fetch, uint64_t* archive_bytes);
  Result<std::shared_ptr<const Unpacked>> Unpack(const std::string& sha256);
  void Release(const std::string& sha256);
  // Gives what is to be destroyed once the lock is free.
  std::vector<std::shared_ptr<const Unpacked>> Evict();
  uint64_t Bytes() const;

  const PackageCacheOptions options_;
  const BlobFiles blobs_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<std::string, Entry> entries_;
  PackageCacheStats stats_;
  int64_t clock_ = 0;      // of Entry::used
  uint64_t unpacked_ = 0;  // names folders
};

}  // namespace assay::judge
