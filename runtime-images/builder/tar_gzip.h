#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "runtime-images/manifest.h"

namespace assay::runtime_images {

struct Layer {
  std::string digest;   // SHA-256 of the compressed bytes
  std::string diff_id;  // SHA-256 of the tar archive before compression
  uint64_t size = 0;    // of the compressed bytes
};

// Writes the tree as a compressed tar archive to `path`; content is read from `rootfs`, the rest
// from the manifest.
Result<Layer> WriteTarGzip(const std::filesystem::path& rootfs,
                           const std::vector<ManifestEntry>& entries,
                           const std::filesystem::path& path);

}  // namespace assay::runtime_images
