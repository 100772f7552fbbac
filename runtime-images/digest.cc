#include "runtime-images/digest.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <vector>

#include "common/unique_fd.h"

namespace assay::runtime_images {

Result<std::string> Sha256OfFd(int fd, const std::string& what) {
  Sha256 hash;
  std::vector<char> buffer(256 * 1024);
  off_t offset = 0;
  for (;;) {
    const ssize_t got = ::pread(fd, buffer.data(), buffer.size(), offset);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return ErrnoStatus("cannot read " + what, errno);
    if (got == 0) return hash.Hex();
    hash.Update({buffer.data(), static_cast<size_t>(got)});
    offset += got;
  }
}

Result<std::string> Sha256OfFile(const std::filesystem::path& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid()) return ErrnoStatus("cannot open " + path.string(), errno);
  return Sha256OfFd(fd.get(), path.string());
}

}  // namespace assay::runtime_images
