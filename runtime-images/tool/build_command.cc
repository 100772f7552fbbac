#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <thread>

#include "common/files.h"
#include "runtime-images/builder/build.h"
#include "runtime-images/lock_file.h"
#include "runtime-images/tool/select.h"

namespace assay::runtime_images {
namespace {

// Lines of several builds, each with the time since the start, never mixed within a line.
class Printer {
 public:
  void Line(const std::string& image, const std::string& text) {
    const std::lock_guard guard(mutex_);
    const auto now = std::chrono::steady_clock::now();
    std::printf("[%6.1f s] %-12s %s\n", std::chrono::duration<double>(now - start_).count(),
                image.c_str(), text.c_str());
    std::fflush(stdout);
  }

 private:
  std::mutex mutex_;
  const std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

void PrintReport(Printer* printer, const BuildReport& report) {
  const std::string& name = report.image.name;
  constexpr size_t kShown = 5;
  for (size_t i = 0; i < std::min(kShown, report.drift.size()); ++i) {
    printer->Line(name, "not as locked: " + report.drift[i]);
  }
  if (report.drift.size() > kShown) {
    printer->Line(name, "and " + std::to_string(report.drift.size() - kShown) +
                            " more; renew the lock with: assay-images lock " + name);
  }
  if (report.up_to_date) {
    printer->Line(name, "up to date, " + report.image.digest.substr(0, 19));
    return;
  }
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.1f s", report.seconds);
  printer->Line(name, "built " + report.image.digest.substr(0, 19) + " in " + seconds + ": " +
                          std::to_string(report.stats.files) + " files, " +
                          Mebibytes(report.stats.bytes) + ", of which " +
                          Mebibytes(report.stats.shared_bytes) + " stood in the store already" +
                          (report.tree_matches_lock ? "; the tree is the locked one" : ""));
}

Result<Mirrors> ChooseMirrors(const ToolOptions& options) {
  if (!options.mirror.empty()) return Mirrors{options.mirror, options.security_mirror};
  return MirrorsOfThisMachine();
}

}  // namespace

int RunBuild(const ToolOptions& options) {
  auto selected = SelectRecipes(options);
  if (!selected.ok()) return Complain(selected.status());
  std::vector<ImageRecipe> recipes = std::move(*selected);
  if (options.erofs) {
    // mkfs.erofs comes out of this one, so it has to stand before the others.
    std::erase_if(recipes, [](const ImageRecipe& recipe) { return recipe.name == "tools"; });
    recipes.insert(recipes.begin(), ToolsRecipe());
  }
  auto mirrors = ChooseMirrors(options);
  if (!mirrors.ok()) return Complain(mirrors.status());
  Printer printer;
  if (mirrors->security.empty())
    printer.Line("-", "no security mirror known: packages come from main alone");
  auto builder = Builder::Open(
      options.store, *mirrors,
      [&](const std::string& image, const std::string& line) { printer.Line(image, line); });
  if (!builder.ok()) return Complain(builder.status());

  std::atomic<size_t> next = 0;
  std::atomic<int> failed = 0;
  auto build_next = [&] {
    const size_t index = next.fetch_add(1);
    if (index >= recipes.size()) return false;
    const ImageRecipe& recipe = recipes[index];
    BuildOptions build{.force = options.force,
                       .locked = options.locked,
                       .erofs = options.erofs && recipe.name != "tools",
                       .lock_folder = options.locks};
    const auto report = (*builder)->Build(recipe, build);
    if (report.ok()) {
      PrintReport(&printer, *report);
    } else {
      failed.fetch_add(1);
      printer.Line(recipe.name, "FAILED, nothing was changed: " + report.status().message());
    }
    return true;
  };
  if (options.erofs) build_next();
  std::vector<std::jthread> threads;
  for (int i = 0; i < options.jobs; ++i) {
    threads.emplace_back([&] {
      while (build_next()) {
      }
    });
  }
  threads.clear();
  return failed.load() == 0 ? 0 : 1;
}

int RunLock(const ToolOptions& options) {
  const ImageStore store(options.store);
  auto recipes = SelectRecipes(options);
  if (!recipes.ok()) return Complain(recipes.status());
  for (const ImageRecipe& recipe : *recipes) {
    const auto image = store.Resolve(recipe.name);
    if (!image.ok()) return Complain(image.status());
    const std::filesystem::path path = options.locks / (recipe.name + ".lock");
    const Status written =
        WriteFileAtomically(path, FormatLock({recipe.name, image->digest, image->packages}));
    if (!written.ok()) return Complain(written);
    std::printf("%s: %zu packages\n", path.c_str(), image->packages.size());
  }
  return 0;
}

int RunGc(const ToolOptions& options) {
  const auto report = CollectGarbage(options.store);
  if (!report.ok()) return Complain(report.status());
  std::printf("removed %llu old images, %llu pool files, %llu packages: %s\n",
              static_cast<unsigned long long>(report->images),
              static_cast<unsigned long long>(report->pool_files),
              static_cast<unsigned long long>(report->debs), Mebibytes(report->bytes).c_str());
  return 0;
}

}  // namespace assay::runtime_images
