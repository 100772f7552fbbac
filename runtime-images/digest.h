#pragma once

#include <filesystem>
#include <string>

#include "common/sha256.h"
#include "common/status.h"

namespace assay::runtime_images {

// SHA-256, as 64 hexadecimal digits, of the whole content of an open file, read from its start in
// pieces. `what` names it in errors.
Result<std::string> Sha256OfFd(int fd, const std::string& what);
Result<std::string> Sha256OfFile(const std::filesystem::path& path);

}  // namespace assay::runtime_images
