#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/status.h"
#include "grader/grade.h"
#include "grader/machinery/image_shelf.h"
#include "runtime-images/language.h"
#include "sandbox/compile_cache.h"
#include "sandbox/pool.h"
#include "sandbox/sandbox.h"

// The parts that grading stands on, put together: languages, sandboxes, images, the cache of
// compilations. For the command line, the worker, and programs that measure or compare.
namespace assay::grader {

struct MachineryOptions {
  std::string backend;              // "gvisor", "native"; empty: gvisor where runsc is found
  unsigned jobs = 0;                // sandboxes at once for one submission; 0: one a processor
  std::filesystem::path languages;  // empty: runtime_images::FindLanguagesFolder()
  bool no_cache = false;            // compile even what was compiled before
  std::filesystem::path cache;      // of compilations; empty: DefaultCompileCache()
  uint64_t cache_bytes = 2 * sandbox::kGiB;
  std::function<std::shared_ptr<void>()> spare;  // as Grading's
  // Set: sandboxes are made before they are asked for.
  std::optional<sandbox::PoolOptions> pool;
};

// Owns all of it. Thread-safe once it stands: one serves many submissions at once.
class Machinery {
 public:
  // kNotFound: no languages, or no such backend on this machine; says what to do.
  static Result<std::unique_ptr<Machinery>> Assemble(const MachineryOptions& options);

  const Grading& grading() const { return grading_; }
  std::string backend() const { return std::string(grading_.factory->name()); }
  const runtime_images::LanguageTable& languages() const { return languages_; }
  // Looks for every language's image; name -> digest of those that stand, verified.
  std::map<std::string, std::string> PrepareImages();
  // Languages whose image is among these.
  std::vector<std::string> LanguagesOn(const std::map<std::string, std::string>& images) const;
  // From now on `count` sandboxes are ready for each of these languages, and the pool has more for
  // what is asked for. Nothing where there is no pool or the image does not stand.
  void KeepWarm(const std::vector<std::string>& languages, size_t count);
  sandbox::SandboxPool* pool() const { return pool_.get(); }  // null where none was asked for

 private:
  explicit Machinery(runtime_images::LanguageTable languages);
  runtime_images::LanguageTable languages_;
  ImageShelf images_;
  std::unique_ptr<sandbox::SandboxFactory> factory_;
  std::unique_ptr<sandbox::SandboxPool> pool_;  // stands on factory_
  std::optional<sandbox::CompileCache> cache_;
  Grading grading_;
};

// $ASSAY_CACHE/compile; else /var/cache/assay/compile for root, ~/.cache/assay/compile for others.
std::filesystem::path DefaultCompileCache();

}  // namespace assay::grader
