#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Where built images stand. Layout of a store:
//
//   images/<name>/current -> <first 16 digits of the digest>
//   images/<name>/<digits>/{rootfs/, manifest, image.json, image.erofs}
//   pool/<2 digits>/<key>   one inode for each distinct file of all images; the rootfs folders link
//   to it debs/                   downloaded packages apt/                    package lists of the
//   release tmp/                    builds under way
namespace assay::runtime_images {

struct Package {
  std::string name;
  std::string version;
  std::string architecture;
  std::string sha256;  // of the .deb
};

struct Image {
  std::string name;
  std::string digest;  // "sha256:…" of the manifest
  std::filesystem::path
      folder;  // what `current` points to, so that a rebuild does not change it underfoot
  std::filesystem::path rootfs;
  std::filesystem::path erofs;  // empty when it was not built
  std::vector<std::vector<std::string>> warm_up;
  // How it was made.
  std::string inputs;  // digest of what the builder was given
  std::vector<Package> packages;
  uint64_t bytes = 0;  // sum of the files' sizes
  uint64_t files = 0;
};

enum class VerifyMode : uint8_t { kQuick, kFull };

// Stateless but for its path: safe to use from several threads, also while a build publishes.
class ImageStore {
 public:
  explicit ImageStore(std::filesystem::path root) : root_(std::move(root)) {}

  // $ASSAY_IMAGE_STORE; else /var/lib/assay/images for root, ~/.local/share/assay/images for
  // others.
  static std::filesystem::path DefaultRoot();

  const std::filesystem::path& root() const { return root_; }

  // Reads image.json; does not look at the tree. kNotFound says how to build the image.
  Result<Image> Resolve(std::string_view name) const;
  // The same for one folder below images/<name>/, current or not.
  Result<Image> At(const std::filesystem::path& folder) const;

  // Compares the tree with its manifest; kDataLoss names the first difference and says what to do.
  // kQuick is for every first use in a process, kFull for when a disk or a copy is in doubt.
  Status Verify(const Image& image, VerifyMode mode) const;

  // Names of the images that stand in the store, sorted.
  std::vector<std::string> List() const;

 private:
  std::filesystem::path root_;
};

// image.json as text, and back. `folder` becomes Image::folder.
std::string FormatImage(const Image& image);
Result<Image> ParseImage(std::string_view json, const std::filesystem::path& folder);

}  // namespace assay::runtime_images
