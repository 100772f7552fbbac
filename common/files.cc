#include "common/files.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace assay {

Result<std::string> ReadFile(const std::filesystem::path& path, uint64_t max_bytes) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  std::string data;
  struct stat st {};
  if (::fstat(fd.get(), &st) == 0 && S_ISREG(st.st_mode)) {
    if (static_cast<uint64_t>(st.st_size) > max_bytes) {
      return ResourceExhausted(path.string() + ": " + std::to_string(st.st_size) +
                               " bytes, more than the " + std::to_string(max_bytes) + " allowed");
    }
    data.reserve(static_cast<size_t>(st.st_size));
  }
  char buffer[65536];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus(path.string(), errno);
    if (n == 0) return data;
    data.append(buffer, static_cast<size_t>(n));
    if (data.size() > max_bytes) {
      return ResourceExhausted(path.string() + ": more than the " + std::to_string(max_bytes) +
                               " bytes allowed");
    }
  }
}

namespace {

Status SyncFolder(const std::filesystem::path& folder) {
  const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || ::fsync(fd.get()) != 0) return ErrnoStatus(folder.string(), errno);
  return OkStatus();
}

Status ReplaceFile(const std::filesystem::path& path, std::string_view data, unsigned mode,
                   bool durably) {
  // A name moved onto /dev/null or a pipe would take its place.
  struct stat st {};
  if (::stat(path.c_str(), &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
    const UniqueFd special(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!special.valid()) return ErrnoStatus(path.string(), errno);
    return WriteAll(special.get(), data).Annotate(path.string());
  }
  std::string temporary = path.string() + ".XXXXXX";
  const UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(temporary, errno);
  Status status = WriteAll(fd.get(), data);
  if (status.ok() && ::fchmod(fd.get(), mode) != 0) status = ErrnoStatus(temporary, errno);
  if (status.ok() && durably && ::fsync(fd.get()) != 0) status = ErrnoStatus(temporary, errno);
  if (status.ok() && ::rename(temporary.c_str(), path.c_str()) != 0) {
    status = ErrnoStatus(path.string(), errno);
  }
  if (!status.ok()) ::unlink(temporary.c_str());
  if (status.ok() && durably)
    status = SyncFolder(path.has_parent_path() ? path.parent_path() : ".");
  return status;
}

}  // namespace

Status WriteFileAtomically(const std::filesystem::path& path, std::string_view data,
                           unsigned mode) {
  return ReplaceFile(path, data, mode, false);
}

Status WriteFileDurably(const std::filesystem::path& path, std::string_view data, unsigned mode) {
  return ReplaceFile(path, data, mode, true);
}

Status WriteAll(int fd, std::string_view data) {
  while (!data.empty()) {
    const ssize_t n = ::write(fd, data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus("write", errno);
    data.remove_prefix(static_cast<size_t>(n));
  }
  return OkStatus();
}

Status ReadExactly(int fd, char* data, size_t size) {
  while (size > 0) {
    const ssize_t n = ::read(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return ErrnoStatus("read", errno);
    if (n == 0) return Unavailable("read: the other end closed early");
    data += n;
    size -= static_cast<size_t>(n);
  }
  return OkStatus();
}

Result<Pipe> MakePipe() {
  int fds[2];
  if (::pipe2(fds, O_CLOEXEC) != 0) return ErrnoStatus("pipe2", errno);
  return Pipe{UniqueFd(fds[0]), UniqueFd(fds[1])};
}

Result<TempDir> TempDir::Create(std::string_view prefix) {
  std::error_code error;
  std::string path = std::filesystem::temp_directory_path(error).string();
  if (error) path = "/tmp";
  path += "/" + std::string(prefix) + "XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) return ErrnoStatus(path, errno);
  return TempDir(std::filesystem::path(path));
}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TempDir::~TempDir() {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace assay
