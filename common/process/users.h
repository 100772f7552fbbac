#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>

#include "common/status.h"

namespace assay::process {

struct User {
  std::string name;
  uid_t uid = 0;
  gid_t gid = 0;
};

// kNotFound: this machine does not know the name.
Result<User> FindUser(const std::string& name);

// Makes `path` belong to a user and the user's group. A link itself, not what it points at.
Status GiveTo(const std::filesystem::path& path, const std::string& user);

}  // namespace assay::process
