#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "common/status.h"
#include "grader/grade.h"
#include "sandbox/sandbox.h"

namespace assay::grader {

// Images by name, each looked up and verified once in a process: looking at every file of a large
// one costs tens of milliseconds, too much for each submission. An image that is rebuilt meanwhile
// is not seen: the folder of the old one stays what its digest says. Thread-safe.
class ImageShelf {
 public:
  explicit ImageShelf(ImageFinder find) : find_(std::move(find)) {}

  // What failed is tried again at the next call.
  Result<sandbox::RootImage> Find(std::string_view name);

 private:
  const ImageFinder find_;
  std::mutex mutex_;
  std::map<std::string, sandbox::RootImage, std::less<>> found_;
};

}  // namespace assay::grader
