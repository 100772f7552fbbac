#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "common/process/users.h"
#include "supervisor/files.h"

namespace assay::supervisor {
namespace {

Result<UniqueFd> OpenRegular(const std::filesystem::path& path) {
  // Non-blocking: a FIFO in its place does not hold us up.
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  struct stat st {};
  if (::fstat(fd.get(), &st) != 0) return ErrnoStatus(path.string(), errno);
  if (!S_ISREG(st.st_mode)) return FailedPrecondition(path.string() + ": not a regular file");
  return fd;
}

Result<std::string> ReadFrom(int fd, off_t offset, size_t bytes, const std::string& name) {
  std::string text(bytes, '\0');
  size_t size = 0;
  while (size < bytes) {
    const ssize_t n =
        ::pread(fd, text.data() + size, bytes - size, offset + static_cast<off_t>(size));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(name, errno);
    if (n == 0) break;
    size += static_cast<size_t>(n);
  }
  text.resize(size);
  return text;
}

}  // namespace

Result<std::string> ReadFileNoFollow(const std::filesystem::path& path, size_t max_bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenRegular(path));
  return ReadFrom(fd.get(), 0, max_bytes, path.string());
}

Result<std::string> ReadAt(const std::filesystem::path& path, uint64_t offset, size_t bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenRegular(path));
  return ReadFrom(fd.get(), static_cast<off_t>(offset), bytes, path.string());
}

Result<std::string> ReadTail(const std::filesystem::path& path, size_t bytes) {
  ASSAY_ASSIGN_OR_RETURN(const UniqueFd fd, OpenRegular(path));
  const off_t size = ::lseek(fd.get(), 0, SEEK_END);
  if (size < 0) return ErrnoStatus(path.string(), errno);
  return ReadFrom(fd.get(), std::max<off_t>(0, size - static_cast<off_t>(bytes)), bytes,
                  path.string());
}

Status MakeFolder(const std::filesystem::path& path, unsigned mode, const std::string& user) {
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return ErrnoStatus(path.string(), errno);
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  if (!user.empty() && ::geteuid() == 0) {
    ASSAY_ASSIGN_OR_RETURN(const process::User owner, process::FindUser(user));
    if (::fchown(fd.get(), owner.uid, owner.gid) != 0) return ErrnoStatus(path.string(), errno);
  }
  if (::fchmod(fd.get(), mode) != 0) return ErrnoStatus(path.string(), errno);
  return OkStatus();
}

Result<UniqueFd> LockFile(const std::filesystem::path& path) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  while (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return Unavailable(path.string() + ": another process has the lock");
    if (errno != EINTR) return ErrnoStatus(path.string(), errno);
  }
  return fd;
}

Status RedirectErrors(const std::filesystem::path& path) {
  const UniqueFd fd(
      ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!fd.valid() || ::dup2(fd.get(), STDERR_FILENO) < 0) return ErrnoStatus(path.string(), errno);
  return OkStatus();
}

Status CheckOthersCanPass(const std::filesystem::path& path) {
  for (std::filesystem::path folder = path.parent_path(); folder.has_relative_path();
       folder = folder.parent_path()) {
    struct stat st {};
    if (::stat(folder.c_str(), &st) != 0) {
      if (errno == ENOENT) continue;  // made by us, open
      return ErrnoStatus(folder.string(), errno);
    }
    if ((st.st_mode & S_IXOTH) == 0) {
      return {StatusCode::kPermissionDenied, folder.string()};
    }
  }
  return OkStatus();
}

}  // namespace assay::supervisor
