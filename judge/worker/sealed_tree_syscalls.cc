#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "judge/worker/sealed_tree.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

Result<TreeSeal::Entry> Look(const fs::path& path, std::string name, uint64_t* disk_bytes) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0) return ErrnoStatus("stat " + path.string(), errno);
  if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
    return InvalidArgument(path.string() + ": neither a file nor a folder");
  }
  if (disk_bytes != nullptr) *disk_bytes += static_cast<uint64_t>(st.st_blocks) * 512U;
  TreeSeal::Entry entry;
  entry.path = std::move(name);
  entry.inode = st.st_ino;
  entry.bytes = S_ISREG(st.st_mode) ? static_cast<uint64_t>(st.st_size) : 0;
  entry.changed_ns = int64_t{st.st_ctim.tv_sec} * 1'000'000'000 + st.st_ctim.tv_nsec;
  return entry;
}

Status TakeWrite(const fs::path& path) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) != 0) return ErrnoStatus("stat " + path.string(), errno);
  if (S_ISLNK(st.st_mode)) return InvalidArgument(path.string() + ": a link");
  if (::chmod(path.c_str(), st.st_mode & 0555U) != 0) {
    return ErrnoStatus("chmod " + path.string(), errno);
  }
  return OkStatus();
}

}  // namespace

Result<TreeSeal> SealTree(const fs::path& folder) {
  std::vector<fs::path> paths = {folder};
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator(folder, error);
       !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    paths.push_back(it->path());
  }
  if (error) return ErrnoStatus("list " + folder.string(), error.value());
  TreeSeal seal;
  seal.entries.reserve(paths.size());
  for (const fs::path& path : paths) ASSAY_RETURN_IF_ERROR(TakeWrite(path));
  for (const fs::path& path : paths) {
    const std::string name = path == folder ? "" : path.lexically_relative(folder).string();
    ASSAY_ASSIGN_OR_RETURN(TreeSeal::Entry entry, Look(path, name, &seal.bytes));
    seal.entries.push_back(std::move(entry));
  }
  return seal;
}

Status CheckSeal(const fs::path& folder, const TreeSeal& seal) {
  for (const TreeSeal::Entry& sealed : seal.entries) {
    const fs::path path = sealed.path.empty() ? folder : folder / sealed.path;
    auto now = Look(path, sealed.path, nullptr);
    if (!now.ok()) return DataLoss(now.status().message());
    if (now->inode != sealed.inode || now->bytes != sealed.bytes ||
        now->changed_ns != sealed.changed_ns) {
      return DataLoss(path.string() + ": was changed after it was unpacked");
    }
  }
  return OkStatus();
}

Status RemoveTree(const fs::path& folder) {
  std::error_code error;
  if (fs::symlink_status(folder, error).type() == fs::file_type::not_found) return OkStatus();
  // Entries of a read-only folder can only be removed by root.
  if (fs::is_directory(fs::symlink_status(folder, error))) {
    ::chmod(folder.c_str(), 0755);
    for (auto it = fs::recursive_directory_iterator(folder, error);
         !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
      if (it->is_directory() && !it->is_symlink()) ::chmod(it->path().c_str(), 0755);
    }
  }
  fs::remove_all(folder, error);
  if (error) return ErrnoStatus("remove " + folder.string(), error.value());
  return OkStatus();
}

}  // namespace assay::judge
