#include "grader/tool/machinery.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <thread>

#include "sandbox/tool/host.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

fs::path Home() {
  const char* home = std::getenv("HOME");
  return home != nullptr ? home : "/tmp";
}

fs::path CacheFolder() {
  if (const char* dir = std::getenv("ASSAY_CACHE")) return fs::path(dir) / "compile";
  if (::geteuid() == 0) return "/var/cache/assay/compile";
  return Home() / ".cache/assay/compile";
}

}  // namespace

fs::path DataFolder() {
  if (const char* dir = std::getenv("ASSAY_DATA")) return dir;
  if (const char* dir = std::getenv("XDG_DATA_HOME")) return fs::path(dir) / "assay";
  return ::geteuid() == 0 ? fs::path("/var/lib/assay") : Home() / ".local/share/assay";
}

int Complain(const Status& status) {
  fmt::print(stderr, "assay: {}\n", status.message());
  switch (status.code()) {
    case StatusCode::kNotFound:
      return kExitNoFile;
    case StatusCode::kInvalidArgument:
    case StatusCode::kResourceExhausted:
      return kExitBadInput;
    default:
      return kExitFailed;
  }
}

Result<std::unique_ptr<Machinery>> Machinery::Assemble(const MachineryOptions& options) {
  ASSAY_ASSIGN_OR_RETURN(const fs::path folder, runtime_images::FindLanguagesFolder());
  ASSAY_ASSIGN_OR_RETURN(auto languages, runtime_images::LanguageTable::Load(folder));
  std::unique_ptr<Machinery> machinery(new Machinery(std::move(languages)));
  ASSAY_ASSIGN_OR_RETURN(machinery->factory_, sandbox::MakeFactory(options.backend));
  if (!options.no_cache) {
    ASSAY_ASSIGN_OR_RETURN(machinery->cache_, sandbox::CompileCache::Open(CacheFolder()));
  }
  Grading& grading = machinery->grading_;
  grading.languages = &machinery->languages_;
  grading.factory = machinery->factory_.get();
  grading.cache = machinery->cache_ ? &*machinery->cache_ : nullptr;
  grading.find_image = &sandbox::FindImage;
  grading.workers =
      options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  return machinery;
}

}  // namespace assay::grader
