#pragma once

#include <string>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"
#include "sandbox/sandbox.h"

// Files in and out of a folder whose content belongs to an untrusted program. Every step goes
// through descriptors with openat2(RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV), so
// that no link, rename or mount can lead outside, whatever the program does meanwhile.
namespace assay::sandbox {

// kInvalidArgument unless `path` is relative, without empty, "." or ".." parts, and of sane length.
Status CheckRelativePath(std::string_view path);

// Writes or replaces one file; folders on the way are made. Everything made belongs to uid:uid.
Status PutFileBeneath(int folder, std::string_view path, std::string_view data, unsigned mode,
                      unsigned uid);

// Regular files with one link only, depth first, in name order. What was passed over is in
// `refused`.
Result<Collected> CollectBeneath(int folder, const CollectLimits& limits);

}  // namespace assay::sandbox
