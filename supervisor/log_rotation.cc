#include "supervisor/log_rotation.h"

#include <string>
#include <vector>

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

fs::path Numbered(const fs::path& log, unsigned number) {
  return log.string() + "." + std::to_string(number);
}

Status Rotate(const fs::path& log, unsigned kept) {
  std::error_code error;
  for (unsigned i = kept; i > 1; --i) {
    fs::rename(Numbered(log, i - 1), Numbered(log, i), error);  // may not be there
  }
  error.clear();
  if (kept > 0) {
    fs::copy_file(log, Numbered(log, 1), fs::copy_options::overwrite_existing, error);
    if (error) return ErrnoStatus(Numbered(log, 1).string(), error.value());
  }
  // The programs opened it for appending: they go on at its new end.
  fs::resize_file(log, 0, error);
  return error ? ErrnoStatus(log.string(), error.value()) : OkStatus();
}

}  // namespace

Status RotateLogs(const fs::path& folder, uint64_t max_bytes, unsigned kept) {
  std::vector<fs::path> long_ones;
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() != ".log") continue;
    std::error_code ignored;
    const uint64_t size = it->file_size(ignored);
    if (!ignored && size > max_bytes) long_ones.push_back(it->path());
  }
  if (error) return ErrnoStatus(folder.string(), error.value());
  Status first;
  for (const fs::path& log : long_ones) {
    Status status = Rotate(log, kept);
    if (first.ok()) first = std::move(status);
  }
  return first;
}

}  // namespace assay::supervisor
