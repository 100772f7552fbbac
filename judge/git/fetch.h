#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "common/http/address_policy.h"
#include "common/status.h"
#include "judge/git/source.h"

// Folders of git repositories that nobody has looked at. Debian's git does it, as a child with an
// environment of its own (no HOME, no configuration but what is said here, no prompts, no hooks),
// bounded in time, processor time, memory and the size of what it writes, and its objects are
// never checked out. The name of the server is resolved once, its addresses are asked of the
// policy, and git connects to these alone; it follows no redirects.
namespace assay::judge {

struct GitOptions {
  std::filesystem::path program = "/usr/bin/git";
  // Addresses that are not public are refused unless they are in here; those in here may also be
  // reached by http.
  http::AddressPolicy policy;
  std::chrono::seconds timeout{60};    // of all that one call does
  uint64_t max_bytes = 256ULL << 20U;  // of what is fetched, and of the archive
  TreeLimits tree;
};

// Where `source.ref` is now. Errors of either are kInvalidArgument beginning with the field that
// they are about, or kResourceExhausted; kInternal: git cannot be started.
Result<std::string> ResolveGit(const GitSource& source, const GitOptions& options);

// Writes a tar archive of the folder at that commit (all of its digits) to `archive`, below a
// folder for what is fetched, which the caller removes.
Status FetchGit(const GitSource& source, const std::string& commit, const GitOptions& options,
                const std::filesystem::path& scratch, const std::filesystem::path& archive);

}  // namespace assay::judge
