#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "common/http/address_policy.h"
#include "common/status.h"
#include "judge/git/addresses.h"
#include "judge/git/source.h"

// Folders of git repositories that nobody has looked at. Debian's git does it, in namespaces of its
// own (bubblewrap) that hold programs and the folder of this fetch and nothing of ours, with an
// environment and a configuration of its own (no prompts, no hooks), bounded in time, processor
// time, memory and the size of what it writes, and its objects are never checked out. The name of
// the server is resolved once, its addresses are asked of the policy, and git connects to these
// alone; it follows no redirects.
namespace assay::judge {

struct GitOptions {
  std::filesystem::path program = "/usr/bin/git";
  // Addresses that are not public are refused unless they are in here; those in here may also be
  // reached by http.
  http::AddressPolicy policy;
  std::chrono::seconds timeout{60};    // of all that one call does
  uint64_t max_bytes = 256ULL << 20U;  // of what is fetched, and of the archive
  TreeLimits tree;
  // Looked at ten times a second; true ends the call with kCancelled. May be empty.
  std::function<bool()> unwanted;
  std::function<Result<GitAddresses>(const http::HttpUrl&, const http::AddressPolicy&)> resolve =
      &ResolveServer;
};

// Where `source.ref` is now. Errors of either are kInvalidArgument beginning with the field that
// they are about, kCancelled, or kInternal: git cannot be started.
Result<std::string> ResolveGit(const GitSource& source, const GitOptions& options);

// Writes a tar archive of the folder at that commit (all of its digits) to `archive`, a new file.
// `scratch` is an empty folder for what is fetched, which the caller removes.
Status FetchGit(const GitSource& source, const std::string& commit, const GitOptions& options,
                const std::filesystem::path& scratch, const std::filesystem::path& archive);

}  // namespace assay::judge
