// What git prints of a stranger's repository: a commit has the digits of one, an error has a
// reason.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "judge/git/source.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  namespace judge = assay::judge;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const std::string ref : {"", "main"}) {
    const auto commit = judge::CommitOf(text, ref);
    if (commit.ok() ? !judge::IsCommit(*commit) : commit.status().message().empty()) std::abort();
  }
  const assay::Status tree = judge::CheckTree(text, {.files = 100, .total_bytes = 1000});
  if (!tree.ok() && tree.message().empty()) std::abort();
  const std::string field(text);
  const assay::Status source = judge::CheckGitSource({field, field, field, field});
  if (!source.ok() && source.message().empty()) std::abort();
  return 0;
}
