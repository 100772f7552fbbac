#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// What a root filesystem holds, one line an entry, sorted by path as bytes:
//
//   assay-manifest 1
//   d 0555 0 1754697600 - usr
//   f 0444 1234 1743850000 9f86d0…0a08 usr/lib/x
//   l 0777 9 1754697600 usr%20/lib usr/lib/y
//
// The fields are kind, mode, size in bytes, mtime in seconds, SHA-256 (f) or target (l), path. In
// the last two every byte up to a space, '%' and DEL is written as %XX. The tree's digest is the
// SHA-256 of this text.
namespace assay::runtime_images {

enum class EntryKind : char { kDirectory = 'd', kFile = 'f', kLink = 'l' };

struct ManifestEntry {
  EntryKind kind = EntryKind::kFile;
  uint32_t mode = 0;
  uint64_t size = 0;
  int64_t mtime = 0;
  std::string content;  // SHA-256 of a file, target of a link
  std::string path;     // relative to the root, as bytes
};

std::string FormatManifest(const std::vector<ManifestEntry>& entries);
Result<std::vector<ManifestEntry>> ParseManifest(std::string_view text);

// Compares kinds, modes, sizes and mtimes; a folder's mtime shows that something was added or
// removed in it. Costs one stat an entry: tens of milliseconds for a large image. Finds accidents,
// not a forger with root.
Status VerifyQuick(const std::filesystem::path& rootfs, const std::vector<ManifestEntry>& entries);

// Also hashes every file and looks for entries that the manifest does not have. Costs reading the
// tree.
Status VerifyFull(const std::filesystem::path& rootfs, const std::vector<ManifestEntry>& entries);

}  // namespace assay::runtime_images
