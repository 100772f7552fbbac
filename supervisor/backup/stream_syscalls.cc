#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "common/files.h"
#include "supervisor/backup/stream.h"

namespace assay::supervisor {

Result<std::unique_ptr<FileSink>> FileSink::Create(const std::filesystem::path& path) {
  struct stat st {};
  if (::lstat(path.c_str(), &st) == 0) {
    return Status(StatusCode::kAlreadyExists,
                  path.string() + ": there is such a file; name another");
  }
  std::string temporary = path.string() + ".XXXXXX";
  UniqueFd fd(::mkostemp(temporary.data(), O_CLOEXEC));  // 0600
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  return std::unique_ptr<FileSink>(new FileSink(std::move(fd), std::move(temporary), path));
}

FileSink::~FileSink() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

Status FileSink::Write(std::string_view bytes) {
  return WriteAll(fd_.get(), bytes).Annotate(path_.string());
}

Status FileSink::Finish() {
  if (::fsync(fd_.get()) != 0) return ErrnoStatus(path_.string(), errno);
  // Never over a file that came to stand there meanwhile.
  if (::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_NOREPLACE) != 0) {
    return ErrnoStatus(path_.string(), errno);
  }
  temporary_.clear();
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  const UniqueFd parent(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.valid() || ::fsync(parent.get()) != 0) return ErrnoStatus(folder.string(), errno);
  return OkStatus();
}

Result<std::unique_ptr<FileSource>> FileSource::Open(const std::filesystem::path& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  return std::unique_ptr<FileSource>(new FileSource(std::move(fd), path));
}

Result<std::string_view> FileSource::Read() {
  while (true) {
    const ssize_t n = ::read(fd_.get(), buffer_.data(), buffer_.size());
    if (n >= 0) return std::string_view(buffer_.data(), static_cast<size_t>(n));
    if (errno != EINTR) return ErrnoStatus(path_.string(), errno);
  }
}

}  // namespace assay::supervisor
