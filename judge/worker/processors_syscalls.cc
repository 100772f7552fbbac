#include <fcntl.h>
#include <sys/file.h>

#include <string>
#include <system_error>

#include "common/unique_fd.h"
#include "judge/worker/processors.h"

namespace assay::judge {

Result<Processors> Processors::Open(std::filesystem::path folder, unsigned count) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return ErrnoStatus("make " + folder.string(), error.value());
  return Processors(std::move(folder), count);
}

std::shared_ptr<void> Processors::Take() const {
  for (unsigned i = 0; i < count_; ++i) {
    const std::filesystem::path file = folder_ / std::to_string(i);
    UniqueFd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (fd.valid() && ::flock(fd.get(), LOCK_EX | LOCK_NB) == 0) {
      return std::make_shared<UniqueFd>(std::move(fd));
    }
  }
  return nullptr;
}

}  // namespace assay::judge
