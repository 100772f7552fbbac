#include "clients/cli/private_file_syscalls.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/unique_fd.h"

namespace assay::client {
namespace {

constexpr size_t kLargest = 1U << 20U;

Status CheckPrivate(const std::filesystem::path& path, int fd, Owner owner) {
  struct stat about {};
  if (::fstat(fd, &about) != 0) return ErrnoStatus(path.string(), errno);
  if (!S_ISREG(about.st_mode)) return InvalidArgument(path.string() + ": is not a file");
  const bool ours = about.st_uid == ::geteuid() || about.st_uid == 0;
  if (!ours && !(owner == Owner::kNamed && ::geteuid() == 0)) {
    return PermissionDenied(path.string() +
                            ": belongs to another user; secrets in it are not yours");
  }
  if ((about.st_mode & 077U) != 0) {
    return PermissionDenied(path.string() +
                            ": others can read or write it; close it with chmod 600 " +
                            path.string() + ", and make a new token if somebody may have seen it");
  }
  return OkStatus();
}

}  // namespace

Result<std::string> ReadPrivateFile(const std::filesystem::path& path, Owner owner) {
  int opened = -1;
  do {
    // Not blocking: a FIFO in its place must not hold us up.
    opened = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  } while (opened < 0 && errno == EINTR);
  if (opened < 0) return ErrnoStatus(path.string(), errno);
  const UniqueFd fd(opened);
  ASSAY_RETURN_IF_ERROR(CheckPrivate(path, fd.get(), owner));
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t count = ::read(fd.get(), buffer, sizeof buffer);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return ErrnoStatus(path.string(), errno);
    if (count == 0) return text;
    text.append(buffer, static_cast<size_t>(count));
    if (text.size() > kLargest) return InvalidArgument(path.string() + ": is longer than 1 MiB");
  }
}

Status MakePrivateFolder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path.parent_path(), error);
  if (error) return ErrnoStatus(path.parent_path().string(), error.value());
  if (::mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) return ErrnoStatus(path.string(), errno);
  return OkStatus();
}

}  // namespace assay::client
