#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/mapped_file.h"
#include "common/unique_fd.h"

namespace assay {

Result<MappedFile> MappedFile::Open(const std::filesystem::path& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
  if (!fd.valid()) return ErrnoStatus(path.string(), errno);
  struct stat info {};
  if (::fstat(fd.get(), &info) != 0) return ErrnoStatus(path.string(), errno);
  if (!S_ISREG(info.st_mode)) return InvalidArgument(path.string() + ": not a regular file");
  MappedFile file;
  if (info.st_size == 0) return file;
  void* data =
      ::mmap(nullptr, static_cast<size_t>(info.st_size), PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (data == MAP_FAILED) return ErrnoStatus(path.string() + ": mmap", errno);
  file.data_ = static_cast<char*>(data);
  file.size_ = static_cast<size_t>(info.st_size);
  return file;
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(data_, size_);
}

}  // namespace assay
