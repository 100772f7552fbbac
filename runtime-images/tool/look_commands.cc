#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "runtime-images/image_store.h"
#include "runtime-images/tool/select.h"

namespace assay::runtime_images {
namespace {

struct Sharing {
  uint64_t apart = 0;    // bytes if every image had its own copies
  uint64_t on_disk = 0;  // bytes of distinct inodes
};

// Disk blocks, since that is what sharing saves.
Sharing MeasureSharing(const std::vector<Image>& images) {
  Sharing sharing;
  std::set<std::pair<dev_t, ino_t>> seen;
  for (const Image& image : images) {
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator walk(image.rootfs, error), end;
         !error && walk != end; walk.increment(error)) {
      struct stat info {};
      if (::lstat(walk->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
      const uint64_t bytes = static_cast<uint64_t>(info.st_blocks) * 512U;
      sharing.apart += bytes;
      if (seen.emplace(info.st_dev, info.st_ino).second) sharing.on_disk += bytes;
    }
  }
  return sharing;
}

}  // namespace

int RunList(const ToolOptions& options) {
  const auto table = LanguageTable::Load(options.languages);
  if (!table.ok()) return Complain(table.status());
  const ImageStore store(options.store);
  std::map<std::string, Image> built;
  std::vector<Image> images;
  for (const std::string& name : store.List()) {
    if (auto image = store.Resolve(name); image.ok()) {
      built[name] = *image;
      images.push_back(*image);
    }
  }
  if (options.json) {
    nlohmann::json languages = nlohmann::json::array();
    for (const Language& language : table->languages()) {
      nlohmann::json entry = {{"name", language.name},
                              {"title", language.title},
                              {"version", language.version},
                              {"image", language.image},
                              {"extensions", language.extensions}};
      if (const auto it = built.find(language.image); it != built.end())
        entry["digest"] = it->second.digest;
      languages.push_back(std::move(entry));
    }
    std::printf("%s\n",
                languages.dump(1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
    return 0;
  }
  std::printf("%-14s %-24s %-12s %10s %8s  %s\n", "LANGUAGE", "VERSION", "IMAGE", "SIZE",
              "PACKAGES", "DIGEST");
  for (const Language& language : table->languages()) {
    const auto it = built.find(language.image);
    const bool stands = it != built.end();
    std::printf("%-14s %-24s %-12s %10s %8s  %s\n", language.name.c_str(), language.version.c_str(),
                language.image.c_str(), stands ? Mebibytes(it->second.bytes).c_str() : "-",
                stands ? std::to_string(it->second.packages.size()).c_str() : "-",
                stands ? it->second.digest.substr(0, 19).c_str() : "not built");
  }
  const Sharing sharing = MeasureSharing(images);
  std::printf(
      "\n%zu languages, %zu images in %s: %s on disk instead of %s, since equal files are one\n",
      table->languages().size(), images.size(), store.root().c_str(),
      Mebibytes(sharing.on_disk).c_str(), Mebibytes(sharing.apart).c_str());
  return 0;
}

int RunVerify(const ToolOptions& options) {
  const ImageStore store(options.store);
  std::vector<std::string> names;
  if (options.names.empty() && !options.common) {
    names = store.List();
  } else {
    auto recipes = SelectRecipes(options);
    if (!recipes.ok()) return Complain(recipes.status());
    for (const ImageRecipe& recipe : *recipes) names.push_back(recipe.name);
  }
  int code = 0;
  for (const std::string& name : names) {
    const auto start = std::chrono::steady_clock::now();
    const auto image = store.Resolve(name);
    const Status status =
        image.ok() ? store.Verify(*image, options.full ? VerifyMode::kFull : VerifyMode::kQuick)
                   : image.status();
    const double ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    if (status.ok()) {
      std::printf("%-12s ok, %llu files, %.1f ms\n", name.c_str(),
                  static_cast<unsigned long long>(image->files), ms);
    } else {
      code = Complain(status);
    }
  }
  return code;
}

}  // namespace assay::runtime_images
