#pragma once

#include <filesystem>

#include "common/files.h"
#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::sandbox::gvisor {

// A folder that holds the agent and nothing else: all that a guest sees of the host beside its
// image. A lock that ends with the process says that it is in use.
class AgentFolder {
 public:
  // Copies the agent into a new folder, and removes those that killed processes left behind.
  static Result<AgentFolder> Make(const std::filesystem::path& agent);
  const std::filesystem::path& path() const { return folder_.path(); }

 private:
  AgentFolder(TempDir folder, UniqueFd lock) : folder_(std::move(folder)), lock_(std::move(lock)) {}
  TempDir folder_;
  UniqueFd lock_;
};

}  // namespace assay::sandbox::gvisor
