#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "runtime-images/image_store.h"

// The committed record of what an image was built from:
//
//   # comment
//   image python
//   tree sha256:…
//   package bash 5.2.37-2 amd64 sha256:…
namespace assay::runtime_images {

struct LockFile {
  std::string image;
  std::string tree;               // the image's digest when it was locked
  std::vector<Package> packages;  // sorted by name
};

std::string FormatLock(const LockFile& lock);
// `file` is what error messages call it. Unknown words and packages given twice are errors.
Result<LockFile> ParseLock(std::string_view text, const std::string& file);

// One line for each package that is new, gone, or has another version or content.
std::vector<std::string> Drift(const std::vector<Package>& locked, const std::vector<Package>& now);

}  // namespace assay::runtime_images
