#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"

namespace assay::judge {

// A folder made read-only, with what the file system says of each entry: whoever changes content,
// mode or names afterwards changes a ctime, which nobody can set. Finds accidents and programs that
// should not have had a way here; not a forger who owns the disk.
struct TreeSeal {
  struct Entry {
    std::string path;  // below the folder; "" for the folder itself
    uint64_t inode = 0, bytes = 0;
    int64_t changed_ns = 0;  // ctime
  };
  std::vector<Entry> entries;
  uint64_t bytes = 0;  // on disk, all together
};

// Takes away every permission to write and records what stands there. kInvalidArgument: something
// is neither a file nor a folder.
Result<TreeSeal> SealTree(const std::filesystem::path& folder);

// kDataLoss names the first difference. Costs a stat an entry.
Status CheckSeal(const std::filesystem::path& folder, const TreeSeal& seal);

// Removes a folder, read-only ones in it too. One that is not there is no error.
Status RemoveTree(const std::filesystem::path& folder);

}  // namespace assay::judge
