#pragma once

#include <filesystem>
#include <vector>

#include "common/audit/record.h"

// Heads that are kept outside of the database, a line each: who owns the database and removes the
// newest records with their heads cannot remove them here. The more places they are copied to, the
// better.
namespace assay::audit {

// Adds a line and waits until it is on the disk. Makes the file (0644: there is nothing secret in
// it). Of one process at a time.
Status AppendAnchor(const std::filesystem::path& file, const Head& head);

// kInvalidArgument "FILE:LINE: …".
Result<std::vector<Head>> ReadAnchors(const std::filesystem::path& file);

}  // namespace assay::audit
