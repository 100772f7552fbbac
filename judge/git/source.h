#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/http/client.h"
#include "common/status.h"

// Where a package stands in a git repository, and what git says of it. All of it is of strangers.
namespace assay::judge {

struct GitSource {
  std::string url;     // https
  std::string ref;     // a branch, a tag or a commit; empty: HEAD
  std::string folder;  // relative to the root; empty: the root
  std::string token;   // empty: none
};

// kInvalidArgument beginning with the field: "url: …". Says nothing of the address behind the name.
Result<http::HttpUrl> CheckGitUrl(const std::string& url);
Status CheckGitSource(const GitSource& source);

// All digits of one: nothing has to be resolved.
bool IsCommit(std::string_view ref);

// What a ref may be called on the server, for `git ls-remote`.
std::vector<std::string> CandidatesOf(const std::string& ref);
// The commit of `ref` in what ls-remote printed: the branch, else what the tag points at, else the
// tag. kInvalidArgument ("ref: …"): it is not there; kDataLoss: this is not what git prints.
Result<std::string> CommitOf(std::string_view ls_remote, const std::string& ref);

struct TreeLimits {
  uint64_t files = 20'000;
  uint64_t total_bytes = 1ULL << 30U;
};
// Looks through `git ls-tree -r -l -z`: regular files only, within `limits`. kInvalidArgument names
// the link, the submodule or the limit; kDataLoss: this is not what git prints.
Status CheckTree(std::string_view ls_tree, const TreeLimits& limits);

}  // namespace assay::judge
