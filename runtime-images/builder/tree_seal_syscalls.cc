#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <string>

#include "common/unique_fd.h"
#include "runtime-images/builder/tree.h"
#include "runtime-images/digest.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;
constexpr mode_t kFolderMode = 0555;

// Works on paths relative to the root folder's descriptor, depth first, so that a folder's mtime is
// set after its content has been replaced.
class Sealer {
 public:
  Sealer(fs::path pool, int root, int64_t started, TreeStats* stats)
      : pool_(std::move(pool)), root_(root), started_(started), stats_(stats) {}

  Status Folder(const std::string& path) {
    ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> names, Names(path));
    for (const std::string& name : names) {
      ASSAY_RETURN_IF_ERROR(Entry(path == "." ? name : path + "/" + name));
    }
    if (::fchmodat(root_, path.c_str(), kFolderMode, 0) != 0) return Failed("chmod", path);
    ASSAY_RETURN_IF_ERROR(SetTime(path, kBuildEpoch));
    if (path != ".") {
      entries_.push_back({EntryKind::kDirectory, kFolderMode, 0, kBuildEpoch, "", path});
    }
    return OkStatus();
  }

  std::vector<ManifestEntry> TakeEntries() {
    std::sort(entries_.begin(), entries_.end(),
              [](const ManifestEntry& a, const ManifestEntry& b) { return a.path < b.path; });
    return std::move(entries_);
  }

 private:
  static Status Failed(const std::string& what, const std::string& path) {
    return ErrnoStatus("cannot " + what + " /" + path, errno);
  }

  Result<std::vector<std::string>> Names(const std::string& path) const {
    const int fd = ::openat(root_, path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0) return Failed("open", path);
    const std::unique_ptr<DIR, int (*)(DIR*)> dir(::fdopendir(fd), &::closedir);
    if (!dir) return Failed("list", path);
    std::vector<std::string> names;
    while (const dirent* entry = ::readdir(dir.get())) {
      const std::string_view name(entry->d_name);
      if (name != "." && name != "..") names.emplace_back(name);
    }
    return names;
  }

  Status SetTime(const std::string& path, int64_t seconds) const {
    const std::array<timespec, 2> times = {timespec{seconds, 0}, timespec{seconds, 0}};
    if (::utimensat(root_, path.c_str(), times.data(), AT_SYMLINK_NOFOLLOW) != 0) {
      return Failed("set the time of", path);
    }
    return OkStatus();
  }

  Status Entry(const std::string& path) {
    struct stat seen {};
    if (::fstatat(root_, path.c_str(), &seen, AT_SYMLINK_NOFOLLOW) != 0)
      return Failed("stat", path);
    if (::fchownat(root_, path.c_str(), 0, 0, AT_SYMLINK_NOFOLLOW) != 0)
      return Failed("chown", path);
    if (S_ISDIR(seen.st_mode)) return Folder(path);
    if (S_ISLNK(seen.st_mode)) return Link(path, static_cast<size_t>(seen.st_size));
    if (S_ISREG(seen.st_mode)) return File(path, seen);
    return FailedPrecondition("/" + path + " is a device, pipe or socket; an image holds none");
  }

  Status Link(const std::string& path, size_t size) {
    std::string target(size + 1, '\0');
    const ssize_t got = ::readlinkat(root_, path.c_str(), target.data(), target.size());
    if (got < 0) return Failed("read the link", path);
    target.resize(static_cast<size_t>(got));
    ASSAY_RETURN_IF_ERROR(SetTime(path, kBuildEpoch));
    entries_.push_back({EntryKind::kLink, 0777, target.size(), kBuildEpoch, target, path});
    return OkStatus();
  }

  Status File(const std::string& path, const struct stat& seen) {
    UniqueFd fd(::openat(root_, path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!fd.valid()) return Failed("open", path);
    const mode_t mode = (seen.st_mode & 0111U) != 0 ? 0555 : 0444;
    const int64_t mtime = seen.st_mtim.tv_sec >= started_ ? kBuildEpoch : seen.st_mtim.tv_sec;
    ASSAY_RETURN_IF_ERROR(DropAttributes(fd.get(), path));
    if (::fchmod(fd.get(), mode) != 0) return Failed("chmod", path);
    ASSAY_RETURN_IF_ERROR(SetTime(path, mtime));
    ASSAY_ASSIGN_OR_RETURN(const std::string hash, Sha256OfFd(fd.get(), "/" + path));
    const auto size = static_cast<uint64_t>(seen.st_size);
    entries_.push_back({EntryKind::kFile, mode, size, mtime, hash, path});
    ++stats_->files;
    stats_->bytes += size;
    return Pool(path, hash + (mode == 0555 ? "x" : "-") + std::to_string(mtime), seen);
  }

  static Status DropAttributes(int fd, const std::string& path) {
    std::array<char, 4096> names{};
    const ssize_t size = ::flistxattr(fd, names.data(), names.size());
    if (size < 0) return errno == ENOTSUP ? OkStatus() : Failed("list attributes of", path);
    for (size_t at = 0; at < static_cast<size_t>(size);) {
      const std::string name(names.data() + at);
      if (::fremovexattr(fd, name.c_str()) != 0) return Failed("drop " + name + " of", path);
      at += name.size() + 1;
    }
    return OkStatus();
  }

  // Puts the file into the pool, or replaces it by the pool's equal one. An inode's mode and time
  // are shared by its links, which is why they are part of the key.
  Status Pool(const std::string& path, const std::string& key, const struct stat& seen) {
    const fs::path folder = pool_ / key.substr(0, 2);
    const std::string pooled = (folder / key.substr(2)).string();
    if (::mkdir(folder.c_str(), 0755) != 0 && errno != EEXIST)
      return Failed("make a pool folder for", path);
    if (::linkat(root_, path.c_str(), AT_FDCWD, pooled.c_str(), 0) == 0) return OkStatus();
    if (errno == EMLINK) return OkStatus();  // so many links that the file system takes no more
    if (errno != EEXIST) return Failed("add to the pool", path);
    const std::string fresh = path + ".assay-pool";
    if (::linkat(AT_FDCWD, pooled.c_str(), root_, fresh.c_str(), 0) != 0) {
      return errno == EMLINK ? OkStatus() : Failed("link from the pool", path);
    }
    if (::renameat(root_, fresh.c_str(), root_, path.c_str()) != 0) return Failed("replace", path);
    // Renaming one link of an inode over another does nothing and leaves both.
    if (::unlinkat(root_, fresh.c_str(), 0) != 0 && errno != ENOENT) return Failed("unlink", fresh);
    ++stats_->shared_files;
    stats_->shared_bytes += static_cast<uint64_t>(seen.st_size);
    return OkStatus();
  }

  fs::path pool_;
  int root_;
  int64_t started_;
  TreeStats* stats_;
  std::vector<ManifestEntry> entries_;
};

}  // namespace

Result<std::vector<ManifestEntry>> SealTree(const fs::path& rootfs, const fs::path& pool,
                                            int64_t started, TreeStats* stats) {
  const UniqueFd root(::open(rootfs.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return ErrnoStatus("cannot open " + rootfs.string(), errno);
  Sealer sealer(pool, root.get(), started, stats);
  ASSAY_RETURN_IF_ERROR(sealer.Folder("."));
  return sealer.TakeEntries();
}

}  // namespace assay::runtime_images
