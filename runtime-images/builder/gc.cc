#include <sys/stat.h>

#include <set>

#include "runtime-images/builder/build.h"

namespace assay::runtime_images {
namespace {

namespace fs = std::filesystem;

// Old versions of one image. A reader that resolved one before keeps a path that goes away: gc is
// for when no worker is running, or for after all have been restarted.
Status RemoveOldVersions(const fs::path& home, GcReport* report) {
  std::error_code error;
  const fs::path current = fs::read_symlink(home / "current", error);
  for (const auto& entry : fs::directory_iterator(home, error)) {
    if (entry.is_symlink(error) || entry.path().filename() == current) continue;
    fs::remove_all(entry.path(), error);
    if (error) return ErrnoStatus("cannot remove " + entry.path().string(), error.value());
    ++report->images;
  }
  return OkStatus();
}

// What has a single link is in the pool only.
Status SweepPool(const fs::path& pool, GcReport* report) {
  std::error_code error;
  for (const auto& entry : fs::recursive_directory_iterator(pool, error)) {
    struct stat info {};
    if (::lstat(entry.path().c_str(), &info) != 0 || !S_ISREG(info.st_mode) || info.st_nlink != 1)
      continue;
    fs::remove(entry.path(), error);
    if (error) return ErrnoStatus("cannot remove " + entry.path().string(), error.value());
    ++report->pool_files;
    report->bytes += static_cast<uint64_t>(info.st_blocks) * 512U;
  }
  return OkStatus();
}

std::string FileOf(const Package& package) {
  std::string version;
  for (const char c : package.version) version += c == ':' ? std::string("%3a") : std::string(1, c);
  return package.name + "_" + version + "_" + package.architecture + ".deb";
}

}  // namespace

Result<GcReport> CollectGarbage(const fs::path& root) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd lock, LockStore(root));
  GcReport report;
  std::error_code error;
  fs::remove_all(root / "tmp", error);
  const ImageStore store(root);
  std::set<std::string> needed;
  for (const std::string& name : store.List()) {
    ASSAY_RETURN_IF_ERROR(RemoveOldVersions(root / "images" / name, &report));
    auto image = store.Resolve(name);
    if (!image.ok()) continue;
    for (const Package& package : image->packages) needed.insert(FileOf(package));
  }
  ASSAY_RETURN_IF_ERROR(SweepPool(root / "pool", &report));
  for (const auto& entry : fs::directory_iterator(root / "debs", error)) {
    if (entry.path().extension() != ".deb" || needed.contains(entry.path().filename())) continue;
    report.bytes += entry.file_size(error);
    fs::remove(entry.path(), error);
    if (error) return ErrnoStatus("cannot remove " + entry.path().string(), error.value());
    ++report.debs;
  }
  return report;
}

}  // namespace assay::runtime_images
