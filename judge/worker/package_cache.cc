#include "judge/worker/package_cache.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "common/archive/archive.h"

namespace assay::judge {

namespace fs = std::filesystem;

struct PackageCache::Unpacked {
  fs::path folder;
  TreeSeal seal;
  grader::Package package;

  Unpacked() = default;
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;
  // What cannot be removed is removed by the next process.
  ~Unpacked() { std::ignore = RemoveTree(folder); }
};

Result<std::unique_ptr<PackageCache>> PackageCache::Open(PackageCacheOptions options) {
  ASSAY_ASSIGN_OR_RETURN(BlobFiles blobs, BlobFiles::Open(options.folder / "blobs"));
  // Whether all of it came to the disk nobody knows: it is made again from the archives.
  ASSAY_RETURN_IF_ERROR(RemoveTree(options.folder / "unpacked"));
  std::error_code error;
  fs::create_directories(options.folder / "unpacked", error);
  if (error) return ErrnoStatus("make " + options.folder.string(), error.value());
  return std::unique_ptr<PackageCache>(new PackageCache(std::move(options), std::move(blobs)));
}

PackageCache::PackageCache(PackageCacheOptions options, BlobFiles blobs)
    : options_(std::move(options)), blobs_(std::move(blobs)) {
  std::vector<BlobFiles::Found> found = blobs_.List();
  std::sort(found.begin(), found.end(),
            [](const auto& a, const auto& b) { return a.used_ns < b.used_ns; });
  for (const auto& blob : found) {
    Entry& entry = entries_[blob.sha256];
    entry.archive_bytes = blob.bytes;
    entry.used = ++clock_;
  }
  const Lock lock(mutex_);
  std::ignore = Evict();
}

PackageCache::~PackageCache() = default;

Result<PackageCache::Use> PackageCache::Get(const std::string& sha256, const BlobFetch& fetch,
                                            const std::stop_token& stop) {
  if (!IsSha256(sha256)) return InvalidArgument("\"" + sha256 + "\" is no SHA-256");
  Lock lock(mutex_);
  ++entries_[sha256].users;
  std::shared_ptr<void> hold(nullptr, [this, sha256](void*) { Release(sha256); });
  auto unpacked = Ready(lock, sha256, fetch, stop);
  std::vector<std::shared_ptr<const Unpacked>> doomed;
  if (unpacked.ok()) {
    entries_[sha256].used = ++clock_;
    doomed = Evict();
  }
  lock.unlock();
  if (!unpacked.ok()) return std::move(unpacked).status();
  blobs_.Touch(sha256);
  const grader::Package* package = &(*unpacked)->package;
  // The folder goes before the count of its users.
  auto both = std::make_shared<std::pair<std::shared_ptr<void>, std::shared_ptr<const Unpacked>>>(
      std::move(hold), *std::move(unpacked));
  return Use(std::move(both), package);
}

Result<std::shared_ptr<const PackageCache::Unpacked>> PackageCache::Ready(
    Lock& lock, const std::string& sha256, const BlobFetch& fetch, const std::stop_token& stop) {
  Entry& entry = entries_[sha256];  // stays where it is: it has a user
  while (true) {
    if (stop.stop_requested()) return Status(StatusCode::kCancelled, "the job was cancelled");
    if (entry.busy) {
      changed_.wait(lock, stop, [&] { return !entry.busy; });
      continue;
    }
    if (auto unpacked = entry.unpacked) {
      lock.unlock();
      const Status sealed = CheckSeal(unpacked->folder, unpacked->seal);
      lock.lock();
      if (sealed.ok()) {
        ++stats_.hits;
        return unpacked;
      }
      if (entry.unpacked == unpacked) {
        ++stats_.damaged;
        entry.unpacked = nullptr;
      }
      continue;
    }
    entry.busy = true;
    const bool on_disk = entry.archive_bytes > 0;
    lock.unlock();
    uint64_t bytes = 0;
    auto loaded = Load(sha256, on_disk, fetch, &bytes);
    lock.lock();
    entry.busy = false;
    entry.archive_bytes = bytes;
    if (loaded.ok()) entry.unpacked = *loaded;
    changed_.notify_all();
    return loaded;
  }
}

Result<std::shared_ptr<const PackageCache::Unpacked>> PackageCache::Load(const std::string& sha256,
                                                                         bool on_disk,
                                                                         const BlobFetch& fetch,
                                                                         uint64_t* archive_bytes) {
  if (on_disk) {
    auto bytes = blobs_.Verify(sha256);
    const Lock lock(mutex_);
    if (bytes.ok()) {
      ++stats_.restored;
      *archive_bytes = *bytes;
    } else {
      ++stats_.damaged;
    }
  }
  if (*archive_bytes == 0) {
    ASSAY_ASSIGN_OR_RETURN(*archive_bytes,
                           blobs_.Store(sha256, fetch, options_.archive.archive_bytes));
    const Lock lock(mutex_);
    ++stats_.fetched;
  }
  return Unpack(sha256);
}

Result<std::shared_ptr<const PackageCache::Unpacked>> PackageCache::Unpack(
    const std::string& sha256) {
  auto unpacked = std::make_shared<Unpacked>();
  {
    const Lock lock(mutex_);
    unpacked->folder = options_.folder / "unpacked" / (sha256 + "." + std::to_string(++unpacked_));
  }
  std::error_code error;
  fs::create_directory(unpacked->folder, error);
  if (error) return ErrnoStatus("make " + unpacked->folder.string(), error.value());
  ASSAY_RETURN_IF_ERROR(UnpackInto(blobs_.Path(sha256), unpacked->folder, options_.archive));
  ASSAY_ASSIGN_OR_RETURN(unpacked->seal, SealTree(unpacked->folder));
  ASSAY_ASSIGN_OR_RETURN(unpacked->package, grader::LoadPackage(PackageRoot(unpacked->folder)));
  return std::shared_ptr<const Unpacked>(std::move(unpacked));
}

void PackageCache::Release(const std::string& sha256) {
  std::vector<std::shared_ptr<const Unpacked>> doomed;
  const Lock lock(mutex_);
  const auto found = entries_.find(sha256);
  if (--found->second.users > 0) return;
  if (found->second.archive_bytes == 0) entries_.erase(found);  // it could not be had
  doomed = Evict();
}

std::vector<std::shared_ptr<const PackageCache::Unpacked>> PackageCache::Evict() {
  std::vector<std::shared_ptr<const Unpacked>> doomed;
  uint64_t bytes = Bytes();
  while (bytes > options_.max_bytes) {
    auto oldest = entries_.end();
    for (auto it = entries_.begin(); it != entries_.end(); ++it) {
      const bool free = it->second.users == 0 && !it->second.busy;
      if (free && (oldest == entries_.end() || it->second.used < oldest->second.used)) oldest = it;
    }
    if (oldest == entries_.end()) break;  // all in use: as much as runs at the same time
    if (oldest->second.archive_bytes > 0) blobs_.Remove(oldest->first);
    if (oldest->second.unpacked != nullptr) doomed.push_back(std::move(oldest->second.unpacked));
    entries_.erase(oldest);
    ++stats_.evicted;
    bytes = Bytes();
  }
  return doomed;
}

uint64_t PackageCache::Bytes() const {
  uint64_t bytes = 0;
  for (const auto& [name, entry] : entries_) {
    bytes += entry.archive_bytes;
    if (entry.unpacked != nullptr) bytes += entry.unpacked->seal.bytes;
  }
  return bytes;
}

PackageCacheStats PackageCache::stats() const {
  const Lock lock(mutex_);
  PackageCacheStats stats = stats_;
  stats.bytes = Bytes();
  stats.packages = entries_.size();
  return stats;
}

}  // namespace assay::judge
