#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/status.h"

namespace assay {

// Bounds on what an archive may unpack to. Every one is enforced while it is read, on what really
// comes out, not on what the archive says of itself.
struct ArchiveLimits {
  uint64_t archive_bytes = 1ULL << 30U;  // the archive itself
  uint64_t total_bytes = 4ULL << 30U;    // all files together
  uint64_t file_bytes = 1ULL << 30U;     // any one file
  uint64_t entries = 100'000;            // files and folders, those included that paths imply
  uint32_t depth = 32;                   // components of a path
  uint32_t path_bytes = 1024;            // of a whole path; a component has 255
  // Unpacked bytes for one byte of archive. Small archives compress as they like: it counts from
  // `ratio_free_bytes` on.
  uint64_t ratio = 250;
  uint64_t ratio_free_bytes = 64ULL << 20U;
};

// The path relative to the archive's root that an entry's name means: "./a//b/" is "a/b", "./" is
// "". kInvalidArgument, with the name escaped in it, for what must not be written: absolute paths,
// "..", drive letters, backslashes, control characters, bytes that are not UTF-8, names too long or
// too deep.
Result<std::string> CheckEntryName(std::string_view name, const ArchiveLimits& limits);

// For messages: in quotes, at most 120 bytes, with \xNN for what is not printable or not UTF-8.
std::string EscapeName(std::string_view name);

}  // namespace assay
