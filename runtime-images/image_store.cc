#include "runtime-images/image_store.h"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "common/files.h"
#include "runtime-images/digest.h"
#include "runtime-images/manifest.h"
#include "runtime-images/suggest.h"

namespace assay::runtime_images {
namespace {

using nlohmann::json;
constexpr int kFormat = 1;
constexpr uint64_t kMaxManifestBytes = 256U << 20U;

std::filesystem::path HomeFolder() {
  // getenv: read once while the program starts, before there are threads.
  if (const char* home = std::getenv("HOME"); home != nullptr && *home == '/') return home;
  const passwd* entry = ::getpwuid(::geteuid());
  return entry != nullptr ? entry->pw_dir : "/tmp";
}

}  // namespace

std::filesystem::path ImageStore::DefaultRoot() {
  if (const char* root = std::getenv("ASSAY_IMAGE_STORE"); root != nullptr && *root != '\0') {
    return root;
  }
  if (::geteuid() == 0) return "/var/lib/assay/images";
  return HomeFolder() / ".local/share/assay/images";
}

std::string FormatImage(const Image& image) {
  json packages = json::array();
  for (const Package& package : image.packages) {
    packages.push_back({{"name", package.name},
                        {"version", package.version},
                        {"architecture", package.architecture},
                        {"sha256", package.sha256}});
  }
  const json root = {{"format", kFormat},        {"name", image.name},   {"digest", image.digest},
                     {"inputs", image.inputs},   {"bytes", image.bytes}, {"files", image.files},
                     {"warm_up", image.warm_up}, {"packages", packages}};
  return root.dump(1, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<Image> ParseImage(std::string_view text, const std::filesystem::path& folder) {
  try {
    const json root = json::parse(text);
    if (root.at("format") != kFormat) {
      return FailedPrecondition(folder.string() + " was built by another version; build it again");
    }
    Image image;
    root.at("name").get_to(image.name);
    root.at("digest").get_to(image.digest);
    root.at("inputs").get_to(image.inputs);
    root.at("bytes").get_to(image.bytes);
    root.at("files").get_to(image.files);
    root.at("warm_up").get_to(image.warm_up);
    for (const json& entry : root.at("packages")) {
      image.packages.push_back(
          {entry.at("name"), entry.at("version"), entry.at("architecture"), entry.at("sha256")});
    }
    image.folder = folder;
    image.rootfs = folder / "rootfs";
    return image;
  } catch (const json::exception& error) {
    return DataLoss((folder / "image.json").string() + " is damaged (" + error.what() +
                    "); build the image again");
  }
}

Result<Image> ImageStore::Resolve(std::string_view name) const {
  const std::filesystem::path current = root_ / "images" / name / "current";
  std::error_code error;
  const std::filesystem::path target = std::filesystem::read_symlink(current, error);
  if (error || name.empty() || name.find('/') != std::string_view::npos) {
    return NotFound("no image \"" + std::string(name) + "\" in " + root_.string() +
                    DidYouMean(name, List()) + "; make it with: assay-images build " +
                    std::string(name));
  }
  return At(current.parent_path() / target);
}

Result<Image> ImageStore::At(const std::filesystem::path& folder) const {
  ASSAY_ASSIGN_OR_RETURN(const std::string text, ReadFile(folder / "image.json"));
  ASSAY_ASSIGN_OR_RETURN(Image image, ParseImage(text, folder));
  std::error_code error;
  if (std::filesystem::exists(folder / "image.erofs", error)) image.erofs = folder / "image.erofs";
  return image;
}

Status ImageStore::Verify(const Image& image, VerifyMode mode) const {
  const std::string advice = "; make it again with: assay-images build --force " + image.name;
  auto manifest = ReadFile(image.folder / "manifest", kMaxManifestBytes);
  if (!manifest.ok()) return manifest.status();
  if ("sha256:" + Sha256Hex(*manifest) != image.digest) {
    return DataLoss("image " + image.name + ": the manifest does not have the digest " +
                    image.digest + advice);
  }
  auto entries = ParseManifest(*manifest);
  if (!entries.ok()) return std::move(entries).status().Annotate("image " + image.name);
  const Status status = mode == VerifyMode::kQuick ? VerifyQuick(image.rootfs, *entries)
                                                   : VerifyFull(image.rootfs, *entries);
  if (status.ok()) return status;
  return {status.code(), "image " + image.name + ": " + status.message() + advice};
}

std::vector<std::string> ImageStore::List() const {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(root_ / "images", error)) {
    if (std::filesystem::is_symlink(entry.path() / "current", error)) {
      names.push_back(entry.path().filename().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace assay::runtime_images
