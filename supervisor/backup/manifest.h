#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "common/status.h"

// The last member of a backup: what is in it, and what its database must hold once it is restored.
//
//   assay-backup 1
//   created 2026-11-29T01:50:00Z
//   program 0.1.0
//   postgres 15
//   rows judge.submissions 1234
//   file <SHA-256> <bytes> blobs/…
//   end <SHA-256 of all lines before this one>
namespace assay::supervisor {

struct MemberDigest {
  std::string sha256;
  uint64_t bytes = 0;
  bool operator==(const MemberDigest&) const = default;
};

struct Manifest {
  std::string created;                        // RFC 3339, UTC
  std::string program;                        // version of the program that made it
  unsigned postgres = 0;                      // major version of the server that was dumped
  std::map<std::string, uint64_t> rows;       // "schema.table": how many
  std::map<std::string, MemberDigest> files;  // by their names in the archive
};

inline constexpr std::string_view kManifestName = "MANIFEST";
inline constexpr uint64_t kMaxManifestBytes = 1ULL << 30U;

std::string FormatManifest(const Manifest& manifest);

// kDataLoss: changed, cut, or no manifest. kFailedPrecondition: of a newer program.
Result<Manifest> ParseManifest(std::string_view text);

// A name that may stand in a backup: relative, of ASCII letters, digits and "._-/", without an
// empty,
// "." or ".." part, at most 1,000 bytes.
bool IsMemberName(std::string_view name);

}  // namespace assay::supervisor
