#pragma once

#include <filesystem>
#include <string>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::fault {

// From now on the calling thread, and what it starts, has mounts of its own, which nobody else
// sees and which end with them. kPermissionDenied: only root may.
Status OwnMounts();

// A disk in memory over a folder, visible to those of OwnMounts, that can be made full and gets
// room again. Unmounts in its destructor. Used by a thread of OwnMounts.
class Disk {
 public:
  static Result<Disk> Mount(std::filesystem::path folder);
  Disk(Disk&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}
  Disk& operator=(Disk&&) = delete;
  ~Disk();
  // What is not there yet finds no room: ENOSPC. Files that stand may be written over.
  Status Fill();
  Status Free();

 private:
  explicit Disk(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace assay::fault
