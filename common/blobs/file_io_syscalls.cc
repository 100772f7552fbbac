#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdio>

#include "common/blobs/file_io.h"
#include "common/files.h"

namespace assay::blobs {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMaxSecretBytes = 64U << 10U;

Result<UniqueFd> OpenFd(const fs::path& file, int flags) {
  while (true) {
    UniqueFd fd(::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (fd.valid()) return fd;
    if (errno != EINTR) return ErrnoStatus(file.string(), errno);
  }
}

Status SyncFd(int fd, const char* what) {
  while (::fsync(fd) != 0)
    if (errno != EINTR) return ErrnoStatus(what, errno);
  return OkStatus();
}

class SystemIo final : public FileIo {
 public:
  Result<UniqueFd> Create(const fs::path& file) override {
    return OpenFd(file, O_WRONLY | O_CREAT | O_EXCL);
  }
  Result<UniqueFd> OpenForWriting(const fs::path& file) override { return OpenFd(file, O_WRONLY); }
  Status Write(int fd, std::string_view data) override { return WriteAll(fd, data); }
  Status Sync(int fd) override { return SyncFd(fd, "fsync"); }
  Status Rename(const fs::path& from, const fs::path& to) override {
    return ::rename(from.c_str(), to.c_str()) == 0 ? OkStatus() : ErrnoStatus(to.string(), errno);
  }
  Status MakeFolder(const fs::path& folder) override {
    if (::mkdir(folder.c_str(), 0700) == 0 || errno == EEXIST) return OkStatus();
    return ErrnoStatus(folder.string(), errno);
  }
  Status SyncFolder(const fs::path& folder) override {
    ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFd(folder, O_RDONLY | O_DIRECTORY));
    return SyncFd(fd.get(), folder.c_str());
  }
  Status Remove(const fs::path& file) override {
    if (::unlink(file.c_str()) == 0 || errno == ENOENT) return OkStatus();
    return ErrnoStatus(file.string(), errno);
  }
};

fs::path FolderOf(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

// Whole and durable under a name of its own, which `place` then gives the right one.
template <typename Place>
Status WriteSecret(const fs::path& file, std::string_view data, const Place& place) {
  std::string temporary = file.string() + ".new-XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!fd.valid()) return ErrnoStatus(temporary, errno);
  Status status = WriteAll(fd.get(), data);
  if (status.ok()) status = SyncFd(fd.get(), temporary.c_str());
  if (status.ok() && place(temporary.c_str()) != 0) status = ErrnoStatus(file.string(), errno);
  ::unlink(temporary.c_str());  // gone already where it was renamed
  if (status.ok()) status = SystemFileIo().SyncFolder(FolderOf(file));
  return status;
}

}  // namespace

FileIo& SystemFileIo() {
  static SystemIo io;  // has no state
  return io;
}

Result<std::string> ReadFileHead(const fs::path& file, size_t bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFd(file, O_RDONLY));
  std::string data(bytes, '\0');
  size_t size = 0;
  while (size < bytes) {
    const ssize_t n = ::read(fd.get(), data.data() + size, bytes - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(file.string(), errno);
    if (n == 0) break;
    size += static_cast<size_t>(n);
  }
  data.resize(size);
  return data;
}

Status CreateSecretFile(const fs::path& file, std::string_view data) {
  return WriteSecret(file, data, [&](const char* from) { return ::link(from, file.c_str()); });
}

Status ReplaceSecretFile(const fs::path& file, std::string_view data) {
  return WriteSecret(file, data, [&](const char* from) { return ::rename(from, file.c_str()); });
}

Result<std::string> ReadSecretFile(const fs::path& file) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenFd(file, O_RDONLY));
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return ErrnoStatus(file.string(), errno);
  if (!S_ISREG(info.st_mode)) return FailedPrecondition(file.string() + ": not a file");
  if ((info.st_mode & 0077U) != 0) {
    return FailedPrecondition(file.string() +
                              ": others may read or change this secret; chmod 600 " +
                              file.string() + ", and replace it where they may have read it");
  }
  if (static_cast<uint64_t>(info.st_size) > kMaxSecretBytes)
    return ResourceExhausted(file.string() + ": too long for a secret");
  std::string data(static_cast<size_t>(info.st_size), '\0');
  ASSAY_RETURN_IF_ERROR(ReadExactly(fd.get(), data.data(), data.size()).Annotate(file.string()));
  return data;
}

}  // namespace assay::blobs
