#include "common/blobs/folder_store.h"

#include <chrono>
#include <system_error>

#include "common/crypto/key.h"
#include "common/files.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

// Begins with a dot: no object has such a name.
constexpr const char* kTemporaryFolder = ".new";
constexpr auto kTemporaryAge = std::chrono::hours(1);
constexpr size_t kMaxKnownFolders = 100'000;
constexpr size_t kWipeBytes = 64U << 10U;
constexpr const char* kDoomed = ".doomed";

Status Overwrite(FileIo& io, const fs::path& file) {
  std::error_code error;
  const uintmax_t size = fs::file_size(file, error);
  if (error) return ErrnoStatus(file.string(), error.value());
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, io.OpenForWriting(file));
  const std::string zeros(kWipeBytes, '\0');
  for (uintmax_t left = size; left > 0;) {
    const size_t now = left < kWipeBytes ? static_cast<size_t>(left) : kWipeBytes;
    ASSAY_RETURN_IF_ERROR(io.Write(fd.get(), std::string_view(zeros).substr(0, now)));
    left -= now;
  }
  return io.Sync(fd.get());
}

// Best effort: what cannot be removed now is removed by the next start. What was to be destroyed is
// destroyed; what was being written is somebody's who may still write, unless it is old.
void RemoveLeftovers(FileIo& io, const fs::path& folder) {
  std::error_code error;
  const auto old = fs::file_time_type::clock::now() - kTemporaryAge;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const bool doomed = entry.path().extension() == kDoomed;
    const auto written = entry.last_write_time(error);
    if (error || (!doomed && written >= old)) continue;
    if (doomed && !Overwrite(io, entry.path()).ok()) continue;
    (void)io.Remove(entry.path());
  }
}

}  // namespace

FolderStore::FolderStore(fs::path root, FileIo& io)
    : root_(std::move(root)), run_(crypto::RandomToken(9)), io_(io) {}

Result<std::unique_ptr<FolderStore>> FolderStore::Open(const fs::path& folder, FileIo& io) {
  std::error_code error;
  const fs::path root = fs::absolute(folder, error);
  if (error || folder.empty())
    return InvalidArgument("blobs: \"" + folder.string() + "\" is no folder");
  ASSAY_RETURN_IF_ERROR(io.MakeFolder(root).Annotate("blobs"));
  // A parent that we may pass through and not read is somebody else's, who made our folder in it.
  const Status synced = io.SyncFolder(root.parent_path());
  if (!synced.ok() && synced.code() != StatusCode::kPermissionDenied) {
    return Status(synced).Annotate("blobs");
  }
  ASSAY_RETURN_IF_ERROR(io.MakeFolder(root / kTemporaryFolder).Annotate("blobs"));
  RemoveLeftovers(io, root / kTemporaryFolder);
  return std::unique_ptr<FolderStore>(new FolderStore(root, io));
}

Status FolderStore::Put(std::string_view name, std::string_view data) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  const fs::path file = root_ / name;
  const fs::path temporary = NewTemporary();
  Status status;
  {
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, io_.Create(temporary));
    status = io_.Write(fd.get(), data);
    if (status.ok()) status = io_.Sync(fd.get());
  }
  if (status.ok()) status = MakeFolders(fs::path(name).parent_path());
  if (status.ok()) status = io_.Rename(temporary, file);
  if (!status.ok()) {
    (void)io_.Remove(temporary);  // the first error is the one to tell
    return std::move(status).Annotate(Describe());
  }
  return io_.SyncFolder(file.parent_path()).Annotate(Describe());
}

fs::path FolderStore::NewTemporary() {
  return root_ / kTemporaryFolder / (run_ + "-" + std::to_string(++temporaries_));
}

// A folder that is there may have been made by a process that died before it was durable: what this
// object has not synced itself, it syncs.
Status FolderStore::MakeFolders(const fs::path& below_root) {
  fs::path folder = root_;
  for (const auto& part : below_root) {
    const fs::path parent = folder;
    folder /= part;
    {
      const std::lock_guard lock(mutex_);
      if (durable_.contains(folder.string())) continue;
    }
    ASSAY_RETURN_IF_ERROR(io_.MakeFolder(folder));
    ASSAY_RETURN_IF_ERROR(io_.SyncFolder(parent));
    const std::lock_guard lock(mutex_);
    if (durable_.size() >= kMaxKnownFolders) durable_.clear();
    durable_.insert(folder.string());
  }
  return OkStatus();
}

Result<std::string> FolderStore::Get(std::string_view name, uint64_t max_bytes) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  return ReadFile(root_ / name, max_bytes);
}

Result<std::string> FolderStore::GetHead(std::string_view name, size_t bytes) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  return ReadFileHead(root_ / name, bytes);
}

Result<std::optional<uint64_t>> FolderStore::Size(std::string_view name) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  std::error_code error;
  const uintmax_t size = fs::file_size(root_ / name, error);
  if (error == std::errc::no_such_file_or_directory || error == std::errc::not_a_directory)
    return std::optional<uint64_t>();
  if (error) return ErrnoStatus((root_ / name).string(), error.value());
  return std::optional<uint64_t>(size);
}

// The file's bytes were synced before it got its name; its name perhaps not yet.
Status FolderStore::Settle(std::string_view name) {
  ASSAY_RETURN_IF_ERROR(CheckObjectName(name));
  const fs::path folder = fs::path(name).parent_path();
  ASSAY_RETURN_IF_ERROR(MakeFolders(folder));
  return io_.SyncFolder(root_ / folder);
}

Status FolderStore::Delete(std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> size, Size(name));
  if (!size.has_value()) return OkStatus();
  ASSAY_RETURN_IF_ERROR(io_.Remove(root_ / name));
  return io_.SyncFolder((root_ / name).parent_path());
}

// Its name goes first: after a crash nobody finds zeros where a key was. The next start destroys
// what then lies aside.
Status FolderStore::Destroy(std::string_view name) {
  ASSAY_ASSIGN_OR_RETURN(const std::optional<uint64_t> size, Size(name));
  if (!size.has_value()) return OkStatus();
  fs::path aside = NewTemporary();
  aside += kDoomed;
  ASSAY_RETURN_IF_ERROR(io_.Rename(root_ / name, aside));
  ASSAY_RETURN_IF_ERROR(io_.SyncFolder(aside.parent_path()));
  ASSAY_RETURN_IF_ERROR(io_.SyncFolder((root_ / name).parent_path()));
  ASSAY_RETURN_IF_ERROR(Overwrite(io_, aside));
  ASSAY_RETURN_IF_ERROR(io_.Remove(aside));
  return io_.SyncFolder(aside.parent_path());
}

Status FolderStore::List(std::string_view prefix, const Each& each) {
  if (!prefix.ends_with('/')) return InvalidArgument("a prefix ends with '/'");
  ASSAY_RETURN_IF_ERROR(CheckObjectName(prefix.substr(0, prefix.size() - 1)));
  std::error_code error;
  const fs::path top = root_ / prefix.substr(0, prefix.size() - 1);
  fs::recursive_directory_iterator entry(top, error);
  if (error == std::errc::no_such_file_or_directory) return OkStatus();
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (!entry->is_regular_file(error)) continue;
    const uintmax_t size = entry->file_size(error);
    if (error == std::errc::no_such_file_or_directory) {  // deleted meanwhile
      error.clear();
      continue;
    }
    if (error) break;
    ASSAY_RETURN_IF_ERROR(each(entry->path().lexically_relative(root_).string(), size));
  }
  return error ? ErrnoStatus(top.string(), error.value()) : OkStatus();
}

}  // namespace assay::blobs
