#pragma once

#include <filesystem>
#include <string>

#include "common/status.h"

namespace assay::client {

enum class Owner {
  kOurs,   // this user, or root
  kNamed,  // for root also whoever it is: a token that a service keeps
};
// The text of a file that belongs to `owner` and is closed to everybody else; looked at after it
// was opened, so that nobody swaps it in between. kNotFound; kPermissionDenied says what to do. At
// most 1 MiB.
Result<std::string> ReadPrivateFile(const std::filesystem::path& path, Owner owner = Owner::kOurs);

// A folder that only this user can enter; parents as the umask says. Fine where it stands.
Status MakePrivateFolder(const std::filesystem::path& path);

}  // namespace assay::client
