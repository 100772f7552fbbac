#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/status.h"
#include "runtime-images/manifest.h"

namespace assay::runtime_images {

// The mtime of everything that a build made itself, so that two builds give the same tree: the day
// Debian 13 came out. Files of packages keep theirs (Python's bytecode and GHC's package cache
// compare them).
inline constexpr int64_t kBuildEpoch = 1754697600;

// Takes away what a run does not need or what differs between builds (documentation, caches, logs,
// keys, the machine's own configuration, devices) and puts in what the sandboxes expect: empty
// /proc /dev /tmp /work /sys /run, a user 1000, a host name.
Status CleanTree(const std::filesystem::path& rootfs);

struct TreeStats {
  uint64_t files = 0;
  uint64_t bytes = 0;
  uint64_t shared_files = 0;  // found in the pool already
  uint64_t shared_bytes = 0;
};

// Makes every entry root's, read-only, without setuid, extended attributes or a fresh mtime, links
// every file to the one of the same content in `pool`, and returns the manifest. `started` is when
// the build began: an mtime from then on becomes kBuildEpoch. Sockets, pipes and devices are
// errors. Several trees may be sealed into one pool at a time.
Result<std::vector<ManifestEntry>> SealTree(const std::filesystem::path& rootfs,
                                            const std::filesystem::path& pool, int64_t started,
                                            TreeStats* stats);

}  // namespace assay::runtime_images
