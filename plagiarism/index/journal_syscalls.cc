#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

#include "common/files.h"
#include "plagiarism/hash.h"
#include "plagiarism/index/bytes.h"
#include "plagiarism/index/journal.h"

namespace assay::plagiarism {
namespace {

constexpr size_t kHead = 12;
constexpr uint64_t kMostBytes = uint64_t{8} << 30U;

Status Truncate(int fd, uint64_t size) {
  while (::ftruncate(fd, static_cast<off_t>(size)) != 0) {
    if (errno != EINTR) return ErrnoStatus("the journal of the similarity index", errno);
  }
  if (::lseek(fd, static_cast<off_t>(size), SEEK_SET) < 0)
    return ErrnoStatus("the journal of the similarity index", errno);
  return OkStatus();
}

Status Sync(int fd) {
  while (::fdatasync(fd) != 0) {
    if (errno != EINTR) return ErrnoStatus("the journal of the similarity index", errno);
  }
  return OkStatus();
}

}  // namespace

Result<UniqueFd> LockFolder(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / "lock";
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0)
    return Unavailable(folder.string() + ": another process has this index open");
  return fd;
}

Result<size_t> ReadEntries(std::string_view bytes,
                           const std::function<Status(std::string_view entry)>& show) {
  size_t at = 0;
  while (bytes.size() - at >= kHead) {
    const uint64_t size = GetFixed(bytes.data() + at, 4);
    const uint64_t sum = GetFixed(bytes.data() + at + 4, 8);
    if (size > bytes.size() - at - kHead) break;
    const std::string_view entry = bytes.substr(at + kHead, size);
    if (HashText(entry) != sum) break;
    ASSAY_RETURN_IF_ERROR(show(entry));
    at += kHead + size;
  }
  return at;
}

Result<Journal> Journal::Open(const std::filesystem::path& path,
                              const std::function<Status(std::string_view)>& show) {
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  size_t whole = 0;
  {
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMostBytes));
    ASSAY_ASSIGN_OR_RETURN(whole, ReadEntries(bytes, show));
  }
  ASSAY_RETURN_IF_ERROR(Truncate(fd.get(), whole));
  return Journal(std::move(fd), whole);
}

Status Journal::Append(std::string_view entry) {
  std::string bytes;
  bytes.reserve(kHead + entry.size());
  PutFixed(bytes, entry.size(), 4);
  PutFixed(bytes, HashText(entry), 8);
  bytes += entry;
  Status status = WriteAll(fd_.get(), bytes);
  if (status.ok()) status = Sync(fd_.get());
  if (!status.ok()) {
    // What the caller was not told of must not come back.
    static_cast<void>(Truncate(fd_.get(), size_));
    return status;
  }
  size_ += bytes.size();
  return OkStatus();
}

Status Journal::Clear() {
  ASSAY_RETURN_IF_ERROR(Truncate(fd_.get(), 0));
  size_ = 0;
  return Sync(fd_.get());
}

}  // namespace assay::plagiarism
