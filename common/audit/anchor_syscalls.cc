#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "common/audit/anchor.h"
#include "common/files.h"

namespace assay::audit {

Status AppendAnchor(const std::filesystem::path& file, const Head& head) {
  UniqueFd fd;
  do {
    fd = UniqueFd(::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644));
  } while (!fd.valid() && errno == EINTR);
  if (!fd.valid()) return ErrnoStatus(file.string(), errno);
  ASSAY_RETURN_IF_ERROR(WriteAll(fd.get(), ToLine(head) + "\n"));
  int done = 0;
  do {
    done = ::fdatasync(fd.get());
  } while (done != 0 && errno == EINTR);
  return done == 0 ? OkStatus() : ErrnoStatus(file.string(), errno);
}

}  // namespace assay::audit
