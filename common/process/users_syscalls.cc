#include <pwd.h>
#include <unistd.h>

#include <cerrno>

#include "common/process/users.h"

namespace assay::process {

Result<User> FindUser(const std::string& name) {
  char buffer[16384];
  passwd entry{};
  passwd* found = nullptr;
  const int error = ::getpwnam_r(name.c_str(), &entry, buffer, sizeof buffer, &found);
  if (error != 0) return ErrnoStatus("user " + name, error);
  if (found == nullptr) return NotFound("user " + name + ": not on this machine");
  return User{name, entry.pw_uid, entry.pw_gid};
}

Status GiveTo(const std::filesystem::path& path, const std::string& user) {
  ASSAY_ASSIGN_OR_RETURN(const User owner, FindUser(user));
  if (::lchown(path.c_str(), owner.uid, owner.gid) != 0) return ErrnoStatus(path.string(), errno);
  return OkStatus();
}

}  // namespace assay::process
