#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "common/files.h"
#include "common/sha256.h"
#include "judge/worker/blob_files.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

constexpr size_t kBlock = 256U << 10U;

Result<std::string> HashFile(int fd, uint64_t* bytes) {
  Sha256 hash;
  std::string block(kBlock, '\0');
  while (true) {
    const ssize_t n = ::read(fd, block.data(), block.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus("read", errno);
    if (n == 0) return hash.Hex();
    *bytes += static_cast<uint64_t>(n);
    hash.Update({block.data(), static_cast<size_t>(n)});
  }
}

// Removes the file of that name unless it was kept.
class Unfinished {
 public:
  explicit Unfinished(fs::path path) : path_(std::move(path)) {}
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished() {
    if (!kept_) ::unlink(path_.c_str());
  }
  void Keep() { kept_ = true; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  bool kept_ = false;
};

}  // namespace

bool IsSha256(std::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<BlobFiles> BlobFiles::Open(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return ErrnoStatus("make " + folder.string(), error.value());
  UniqueFd lock(::open((folder / "lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.valid()) return ErrnoStatus("open " + (folder / "lock").string(), errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return FailedPrecondition(folder.string() +
                              ": another worker has this cache; give each one its own");
  }
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("unfinished-")) ::unlink(entry.path().c_str());
  }
  return BlobFiles(folder, std::move(lock));
}

fs::path BlobFiles::Path(const std::string& sha256) const { return folder_ / sha256; }

std::vector<BlobFiles::Found> BlobFiles::List() const {
  std::vector<Found> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    struct stat st {};
    if (!IsSha256(name) || ::lstat(entry.path().c_str(), &st) != 0 || !S_ISREG(st.st_mode)) {
      continue;
    }
    found.push_back({name, static_cast<uint64_t>(st.st_size),
                     int64_t{st.st_mtim.tv_sec} * 1'000'000'000 + st.st_mtim.tv_nsec});
  }
  return found;
}

Result<uint64_t> BlobFiles::Verify(const std::string& sha256) const {
  const fs::path path = Path(sha256);
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid()) return ErrnoStatus("open " + path.string(), errno);
  uint64_t bytes = 0;
  auto hash = HashFile(fd.get(), &bytes);
  if (!hash.ok() || *hash != sha256) {
    Remove(sha256);
    return DataLoss(path.string() + ": its bytes are not those of its name; it is removed");
  }
  return bytes;
}

Result<uint64_t> BlobFiles::Store(const std::string& sha256, const BlobFetch& fetch,
                                  uint64_t max_bytes) const {
  Unfinished file(folder_ / ("unfinished-" + sha256));
  const UniqueFd fd(
      ::open(file.path().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0400));
  if (!fd.valid()) return ErrnoStatus("create " + file.path().string(), errno);
  Sha256 hash;
  uint64_t bytes = 0;
  ASSAY_RETURN_IF_ERROR(fetch(sha256, [&](std::string_view chunk) -> Status {
    bytes += chunk.size();
    if (bytes > max_bytes) {
      return ResourceExhausted("blob " + sha256 + ": more than " + std::to_string(max_bytes) +
                               " bytes");
    }
    hash.Update(chunk);
    return WriteAll(fd.get(), chunk);
  }));
  if (hash.Hex() != sha256) {
    return DataLoss("blob " + sha256 + ": other bytes came than those of its name");
  }
  // Data only: a name that survives a crash without its bytes is noticed by its hash.
  if (::fdatasync(fd.get()) != 0) return ErrnoStatus("write " + file.path().string(), errno);
  if (::rename(file.path().c_str(), Path(sha256).c_str()) != 0) {
    return ErrnoStatus("rename " + file.path().string(), errno);
  }
  file.Keep();
  return bytes;
}

void BlobFiles::Touch(const std::string& sha256) const {
  const std::array<timespec, 2> now = {timespec{0, UTIME_NOW}, timespec{0, UTIME_NOW}};
  ::utimensat(AT_FDCWD, Path(sha256).c_str(), now.data(), AT_SYMLINK_NOFOLLOW);
}

void BlobFiles::Remove(const std::string& sha256) const { ::unlink(Path(sha256).c_str()); }

}  // namespace assay::judge
