#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <system_error>

#include "judge/worker/scratch_folder.h"
#include "judge/worker/sealed_tree.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "assay-worker-";

// The lock of a folder; without a descriptor where another has it, or it is not ours to look at.
UniqueFd Lock(const fs::path& folder) {
  UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat st {};
  if (!fd.valid() || ::fstat(fd.get(), &st) != 0 || st.st_uid != ::geteuid() ||
      ::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
    fd.reset();
  }
  return fd;
}

void Sweep(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (!entry.path().filename().string().starts_with(kPrefix)) continue;
    const UniqueFd lock = Lock(entry.path());
    if (lock.valid()) std::ignore = RemoveTree(entry.path());
  }
}

}  // namespace

Result<ScratchFolder> ScratchFolder::Make() {
  for (int attempt = 0; attempt < 10; ++attempt) {
    ASSAY_ASSIGN_OR_RETURN(TempDir folder, TempDir::Create(kPrefix));
    UniqueFd lock = Lock(folder.path());
    std::error_code error;
    // Between the two lines another worker's Sweep may have taken it for an old one.
    if (!lock.valid() || !fs::exists(folder.path(), error)) continue;
    Sweep(folder.path().parent_path());
    if (::setenv("TMPDIR", folder.path().c_str(), 1) != 0) return ErrnoStatus("setenv", errno);
    return ScratchFolder(std::move(folder), std::move(lock));
  }
  return Unavailable("a folder for the worker: another process takes each new one");
}

ScratchFolder::~ScratchFolder() {
  if (lock_.valid()) ::unsetenv("TMPDIR");
}

}  // namespace assay::judge
