#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "sandbox/native/mounts.h"

namespace assay::sandbox::native {

Result<UniqueFd> CloneReadOnly(const std::filesystem::path& folder) {
  UniqueFd mount(::open_tree(AT_FDCWD, folder.c_str(), OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  if (!mount.valid()) return ErrnoStatus("image " + folder.string() + ": open_tree", errno);
  mount_attr attributes{};
  attributes.attr_set = MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV;
  attributes.propagation = MS_PRIVATE;
  if (::mount_setattr(mount.get(), "", AT_EMPTY_PATH, &attributes, sizeof attributes) != 0) {
    return ErrnoStatus("image " + folder.string() + ": mount_setattr", errno);
  }
  return mount;
}

Result<UniqueFd> MakeTmpfs(uint64_t bytes, uint64_t inodes, uint32_t uid) {
  const UniqueFd fs(::fsopen("tmpfs", FSOPEN_CLOEXEC));
  if (!fs.valid()) return ErrnoStatus("work folder: fsopen tmpfs", errno);
  const std::string owner = std::to_string(uid);
  const std::pair<const char*, std::string> options[] = {{"size", std::to_string(bytes)},
                                                         {"nr_inodes", std::to_string(inodes)},
                                                         {"mode", "0755"},
                                                         {"uid", owner},
                                                         {"gid", owner}};
  for (const auto& [key, value] : options) {
    if (::fsconfig(fs.get(), FSCONFIG_SET_STRING, key, value.c_str(), 0) != 0) {
      return ErrnoStatus(std::string("work folder: tmpfs option ") + key, errno);
    }
  }
  if (::fsconfig(fs.get(), FSCONFIG_CMD_CREATE, nullptr, nullptr, 0) != 0) {
    return ErrnoStatus("work folder: create the tmpfs", errno);
  }
  UniqueFd mount(::fsmount(fs.get(), FSMOUNT_CLOEXEC, MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV));
  if (!mount.valid()) return ErrnoStatus("work folder: fsmount", errno);
  return mount;
}

}  // namespace assay::sandbox::native
