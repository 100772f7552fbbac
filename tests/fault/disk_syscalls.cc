#include <sched.h>
#include <sys/mount.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <string>

#include "tests/fault/disk.h"

namespace assay::fault {
namespace {

constexpr const char* kRoomy = "size=4g,mode=0755";

Status Remount(const std::filesystem::path& folder, const std::string& options) {
  if (::mount("assay-fault", folder.c_str(), "tmpfs", MS_REMOUNT | MS_NOSUID | MS_NODEV,
              options.c_str()) != 0) {
    return ErrnoStatus("mount " + folder.string() + " again with " + options, errno);
  }
  return OkStatus();
}

}  // namespace

Status OwnMounts() {
  if (::unshare(CLONE_NEWNS) != 0) return ErrnoStatus("unshare of mounts", errno);
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) {
    return ErrnoStatus("mounts of our own", errno);
  }
  return OkStatus();
}

Result<Disk> Disk::Mount(std::filesystem::path folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return ErrnoStatus(folder.string(), error.value());
  if (::mount("assay-fault", folder.c_str(), "tmpfs", MS_NOSUID | MS_NODEV, kRoomy) != 0) {
    return ErrnoStatus("mount " + folder.string(), errno);
  }
  return Disk(std::move(folder));
}

Disk::~Disk() {
  if (!folder_.empty()) ::umount2(folder_.c_str(), MNT_DETACH);
}

Status Disk::Fill() {
  // Smaller than what is used is refused, and what is used grows meanwhile.
  for (int attempt = 0;; ++attempt) {
    struct statvfs now {};
    if (::statvfs(folder_.c_str(), &now) != 0) return ErrnoStatus(folder_.string(), errno);
    const uint64_t used = (now.f_blocks - now.f_bfree) * now.f_frsize;
    const uint64_t files = now.f_files - now.f_ffree;
    const Status full =
        Remount(folder_, "size=" + std::to_string(used) + ",nr_inodes=" + std::to_string(files));
    if (full.ok() || attempt >= 1000) return full;
  }
}

Status Disk::Free() { return Remount(folder_, std::string(kRoomy) + ",nr_inodes=1000000"); }

}  // namespace assay::fault
