#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "common/status.h"
#include "common/unique_fd.h"

// Files in a data folder of which parts belong to users that are worth less than the supervisor.
namespace assay::supervisor {

// A regular file, never through a link; at most `max_bytes` of its beginning.
Result<std::string> ReadFileNoFollow(const std::filesystem::path& path, size_t max_bytes);

// At most `bytes` from `offset` on.
Result<std::string> ReadAt(const std::filesystem::path& path, uint64_t offset, size_t bytes);

// The last `bytes` of a file.
Result<std::string> ReadTail(const std::filesystem::path& path, size_t bytes);

// Makes a folder with this mode, or gives one that stands this mode, and its owner where `user` is
// not empty and we are root. The parent stands.
Status MakeFolder(const std::filesystem::path& path, unsigned mode, const std::string& user = {});

// An exclusive lock on the file, made where it does not stand, for as long as the descriptor is
// open. kUnavailable: another process has it.
Result<UniqueFd> LockFile(const std::filesystem::path& path);

// Standard error is appended to this file from now on.
Status RedirectErrors(const std::filesystem::path& path);

// kPermissionDenied, with the folder's name, where a parent of `path` is closed to other users.
Status CheckOthersCanPass(const std::filesystem::path& path);

}  // namespace assay::supervisor
