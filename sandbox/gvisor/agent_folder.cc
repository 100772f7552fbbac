#include "sandbox/gvisor/agent_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace assay::sandbox::gvisor {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrefix = "assay-agent-";
constexpr const char* kZygote = "assay-zygote.so";  // beside the agent

// The lock on a folder; without a descriptor when it is held elsewhere, or is not ours to look at.
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
    if (entry.path().filename().string().rfind(kPrefix, 0) != 0) continue;
    const UniqueFd lock = Lock(entry.path());
    if (lock.valid()) fs::remove_all(entry.path(), error);
  }
}

}  // namespace

Result<AgentFolder> AgentFolder::Make(const fs::path& agent) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(agent));
  ASSAY_ASSIGN_OR_RETURN(const std::string zygote, ReadFile(agent.parent_path() / kZygote));
  for (int attempt = 0; attempt < 10; ++attempt) {
    ASSAY_ASSIGN_OR_RETURN(TempDir folder, TempDir::Create(kPrefix));
    UniqueFd lock = Lock(folder.path());
    std::error_code error;
    // Between the two lines another process's Sweep may have taken it for an old one.
    if (!lock.valid() || !fs::exists(folder.path(), error)) continue;
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(folder.path() / "assay-agent", bytes, 0555));
    ASSAY_RETURN_IF_ERROR(WriteFileAtomically(folder.path() / kZygote, zygote, 0444));
    Sweep(folder.path().parent_path());
    return AgentFolder(std::move(folder), std::move(lock));
  }
  return Unavailable("a folder for the agent: another process takes each new one");
}

}  // namespace assay::sandbox::gvisor
