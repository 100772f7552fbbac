#include "grader/machinery/machinery.h"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <thread>

#include "grader/program.h"
#include "sandbox/tool/host.h"

namespace assay::grader {

namespace fs = std::filesystem;

fs::path DefaultCompileCache() {
  if (const char* dir = std::getenv("ASSAY_CACHE")) return fs::path(dir) / "compile";
  if (::geteuid() == 0) return "/var/cache/assay/compile";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/tmp") / ".cache/assay/compile";
}

Machinery::Machinery(runtime_images::LanguageTable languages)
    : languages_(std::move(languages)), images_(&sandbox::FindImage) {}

std::map<std::string, std::string> Machinery::PrepareImages() {
  std::map<std::string, std::string> standing;
  for (const auto& recipe : languages_.Images()) {
    auto image = images_.Find(recipe.name);
    if (image.ok()) standing[recipe.name] = image->digest;
  }
  return standing;
}

std::vector<std::string> Machinery::LanguagesOn(
    const std::map<std::string, std::string>& images) const {
  std::vector<std::string> names;
  for (const auto& language : languages_.languages()) {
    if (images.contains(language.image)) names.push_back(language.name);
  }
  return names;
}

void Machinery::KeepWarm(const std::vector<std::string>& languages, size_t count) {
  if (pool_ == nullptr) return;
  for (const std::string& name : languages) {
    const auto language = languages_.ByName(name);
    if (!language.ok()) continue;
    auto image = images_.Find((*language)->image);
    if (image.ok()) pool_->Keep(SubmissionSandbox(*std::move(image), **language, {}), count);
  }
}

Result<std::unique_ptr<Machinery>> Machinery::Assemble(const MachineryOptions& options) {
  fs::path folder = options.languages;
  if (folder.empty()) {
    ASSAY_ASSIGN_OR_RETURN(folder, runtime_images::FindLanguagesFolder());
  }
  ASSAY_ASSIGN_OR_RETURN(auto languages, runtime_images::LanguageTable::Load(folder));
  std::unique_ptr<Machinery> machinery(new Machinery(std::move(languages)));
  ASSAY_ASSIGN_OR_RETURN(machinery->factory_, sandbox::MakeFactory(options.backend));
  if (options.pool) {
    machinery->pool_ = std::make_unique<sandbox::SandboxPool>(*machinery->factory_, *options.pool);
  }
  if (!options.no_cache) {
    const fs::path cache = options.cache.empty() ? DefaultCompileCache() : options.cache;
    ASSAY_ASSIGN_OR_RETURN(machinery->cache_,
                           sandbox::CompileCache::Open(cache, options.cache_bytes));
  }
  Grading& grading = machinery->grading_;
  grading.languages = &machinery->languages_;
  grading.factory = machinery->factory_.get();
  if (machinery->pool_ != nullptr) grading.factory = machinery->pool_.get();
  grading.cache = machinery->cache_ ? &*machinery->cache_ : nullptr;
  grading.find_image = [images = &machinery->images_](std::string_view name) {
    return images->Find(name);
  };
  grading.spare = options.spare;
  grading.workers =
      options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  return machinery;
}

}  // namespace assay::grader
