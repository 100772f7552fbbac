#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "common/status.h"
#include "common/unique_fd.h"
#include "runtime-images/builder/apt_root.h"
#include "runtime-images/builder/tree.h"
#include "runtime-images/image_store.h"
#include "runtime-images/language.h"

namespace assay::runtime_images {

// Raised whenever the same inputs would give another tree.
inline constexpr int kRecipeVersion = 5;

// Not a language's: programs that the builder itself runs, in the version of the images' release.
ImageRecipe ToolsRecipe();

struct BuildOptions {
  bool force = false;                 // build even if nothing changed
  bool locked = false;                // refuse packages that the lock file does not name
  bool erofs = false;                 // also make image.erofs
  std::filesystem::path lock_folder;  // holds <image>.lock
};

struct BuildReport {
  Image image;
  bool up_to_date = false;
  std::vector<std::string> drift;  // how Debian differs from the lock file
  bool tree_matches_lock = false;
  TreeStats stats;
  double seconds = 0;
};

// Called with lines for people; from several threads when several images are built.
using Progress = std::function<void(const std::string& image, const std::string& line)>;

// Builds images into a store. Only one Builder at a time has a store open (a file lock); its Build
// may be called from several threads. Needs root: packages' scripts run in a chroot, in a mount
// namespace of its own.
class Builder {
 public:
  static Result<std::unique_ptr<Builder>> Open(const std::filesystem::path& store,
                                               const Mirrors& mirrors, Progress progress);

  Result<BuildReport> Build(const ImageRecipe& recipe, const BuildOptions& options);

  // Makes image.erofs beside an image that stands in the store, with the mkfs.erofs of the image
  // "tools".
  Status MakeErofs(const Image& image);

 private:
  Builder(std::filesystem::path store, UniqueFd lock, AptRoot apt, Progress progress);

  Result<std::vector<ResolvedPackage>> Prepare(const ImageRecipe& recipe);
  Status Bootstrap(const ImageRecipe& recipe, const std::vector<ResolvedPackage>& resolved,
                   const std::filesystem::path& work);
  Status Publish(const std::filesystem::path& work, Image* image);

  ImageStore store_;
  UniqueFd lock_;
  std::mutex apt_mutex_;  // guards apt_: apt locks its folders and does not wait
  AptRoot apt_;
  Progress progress_;
};

struct GcReport {
  uint64_t images = 0;
  uint64_t pool_files = 0;
  uint64_t debs = 0;
  uint64_t bytes = 0;
};

// Removes images that `current` does not point to, what only they used of the pool, packages that
// no image in the store was built from, and builds that were cut off. Takes the store's lock.
Result<GcReport> CollectGarbage(const std::filesystem::path& store);

// Opens and locks <store>/lock; kUnavailable when another process has it.
Result<UniqueFd> LockStore(const std::filesystem::path& store);

}  // namespace assay::runtime_images
