#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>

#include "common/files.h"
#include "common/tls/authority.h"
#include "common/tls/credential_folder.h"

namespace assay::tls {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"tls.crt", "tls.key", "roots.crt"};

Status SyncFolder(const std::filesystem::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return ErrnoStatus(folder.string(), errno);
  return OkStatus();
}

// Removed with its content unless it took the place of the real one.
class StagingFolder {
 public:
  static Result<StagingFolder> Make(const std::filesystem::path& beside) {
    std::string path = beside.string() + ".XXXXXX";
    if (::mkdtemp(path.data()) == nullptr) return ErrnoStatus(path, errno);
    return StagingFolder(std::move(path));
  }
  StagingFolder(StagingFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  StagingFolder& operator=(StagingFolder&&) = delete;
  ~StagingFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit StagingFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

Status RefuseOtherFiles(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::directory_iterator entries(folder, error);
  for (; !error && entries != std::filesystem::directory_iterator(); entries.increment(error)) {
    const std::string name = entries->path().filename().string();
    if (std::ranges::find(kNames, name) == kNames.end()) {
      return FailedPrecondition(entries->path().string() +
                                ": a folder of certificates holds nothing else; move it away");
    }
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  return OkStatus();
}

// The new folder and its files get the mode and owner of the old one.
Status Inherit(const std::filesystem::path& folder, const struct stat& old) {
  if (::chmod(folder.c_str(), old.st_mode & 07777U) != 0) {
    return ErrnoStatus(folder.string(), errno);
  }
  if (::geteuid() != 0) return OkStatus();
  for (const std::string_view name : kNames) {
    const std::filesystem::path file = folder / name;
    if (::chown(file.c_str(), old.st_uid, old.st_gid) != 0) {
      return ErrnoStatus(file.string(), errno);
    }
  }
  if (::chown(folder.c_str(), old.st_uid, old.st_gid) != 0) {
    return ErrnoStatus(folder.string(), errno);
  }
  return OkStatus();
}

}  // namespace

Status MakePrivateFolder(const std::filesystem::path& folder) {
  std::error_code error;
  if (std::filesystem::is_directory(folder, error)) return OkStatus();
  if (folder.has_parent_path()) {
    std::filesystem::create_directories(folder.parent_path(), error);
    if (error) return ErrnoStatus(folder.parent_path().string(), error.value());
  }
  if (::mkdir(folder.c_str(), 0700) != 0) return ErrnoStatus(folder.string(), errno);
  return OkStatus();
}

Status WriteDurably(const std::filesystem::path& path, std::string_view data, unsigned mode) {
  std::string temporary = path.string() + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!fd.valid()) return ErrnoStatus(temporary, errno);
  Status status = WriteAll(fd.get(), data);
  if (status.ok() && (::fchmod(fd.get(), mode) != 0 || ::fsync(fd.get()) != 0 ||
                      ::rename(temporary.c_str(), path.c_str()) != 0)) {
    status = ErrnoStatus(path.string(), errno);
  }
  if (!status.ok()) {
    ::unlink(temporary.c_str());
    return status;
  }
  return SyncFolder(path.has_parent_path() ? path.parent_path() : std::filesystem::path("."));
}

Status WriteCredentials(const std::filesystem::path& given, const Credentials& credentials) {
  // "certs/" and "certs" are one folder; the new one is made beside it.
  const std::filesystem::path folder =
      given.has_filename() ? given.lexically_normal() : given.lexically_normal().parent_path();
  struct stat old {};
  const bool stands = ::stat(folder.c_str(), &old) == 0;
  if (stands) {
    ASSAY_RETURN_IF_ERROR(RefuseOtherFiles(folder));
  } else if (folder.has_parent_path()) {
    std::error_code error;
    std::filesystem::create_directories(folder.parent_path(), error);
    if (error) return ErrnoStatus(folder.parent_path().string(), error.value());
  }
  ASSAY_ASSIGN_OR_RETURN(const StagingFolder staging, StagingFolder::Make(folder));
  const std::filesystem::path& made = staging.path();
  ASSAY_RETURN_IF_ERROR(WriteDurably(made / "tls.crt", credentials.certificate, 0644));
  ASSAY_RETURN_IF_ERROR(WriteDurably(made / "tls.key", credentials.key, 0600));
  ASSAY_RETURN_IF_ERROR(WriteDurably(made / "roots.crt", credentials.roots, 0644));
  if (stands) ASSAY_RETURN_IF_ERROR(Inherit(made, old));
  // After an exchange the staging folder holds the old files, and takes them with it.
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, folder.c_str(),
                  stands ? RENAME_EXCHANGE : RENAME_NOREPLACE) != 0) {
    return ErrnoStatus(folder.string(), errno);
  }
  return SyncFolder(folder.has_parent_path() ? folder.parent_path() : std::filesystem::path("."));
}

}  // namespace assay::tls
