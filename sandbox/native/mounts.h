#pragma once

#include <cstdint>
#include <filesystem>

#include "common/status.h"
#include "common/unique_fd.h"

// Detached mounts: they appear in no mount table until the helper attaches them in its own
// namespace.
namespace assay::sandbox::native {

// The tree at `folder`, read-only, nosuid, nodev. Sub-mounts do not come along.
Result<UniqueFd> CloneReadOnly(const std::filesystem::path& folder);

// An empty tmpfs that belongs to uid:uid, nosuid, nodev. The descriptor also serves openat2.
Result<UniqueFd> MakeTmpfs(uint64_t bytes, uint64_t inodes, uint32_t uid);

}  // namespace assay::sandbox::native
