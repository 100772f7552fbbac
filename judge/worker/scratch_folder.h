#pragma once

#include "common/files.h"
#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::judge {

// This process's own folder for what is of the moment (packages' generated files, sandboxes'
// sockets), named by TMPDIR for as long as this lives. What a worker that was killed left of its
// folder is removed by the next one on the machine: a folder whose lock is free belongs to nobody.
class ScratchFolder {
 public:
  // Changes the environment: before the threads that read it.
  static Result<ScratchFolder> Make();
  ~ScratchFolder();
  ScratchFolder(ScratchFolder&&) noexcept = default;
  ScratchFolder& operator=(ScratchFolder&&) = delete;

  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  ScratchFolder(TempDir folder, UniqueFd lock)
      : folder_(std::move(folder)), lock_(std::move(lock)) {}
  TempDir folder_;
  UniqueFd lock_;
};

}  // namespace assay::judge
