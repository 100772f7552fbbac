#include "grader/machinery/image_shelf.h"

namespace assay::grader {

Result<sandbox::RootImage> ImageShelf::Find(std::string_view name) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = found_.find(name);
    if (found != found_.end()) return found->second;
  }
  // Without the lock: who needs another image does not wait. Two that need this one both look.
  ASSAY_ASSIGN_OR_RETURN(sandbox::RootImage image, find_(name));
  const std::lock_guard lock(mutex_);
  return found_.try_emplace(std::string(name), std::move(image)).first->second;
}

}  // namespace assay::grader
