// compat_run: grades the labelled submissions of many packages and says which labels agree.
//
//   compat_run [--backend native|gvisor] [--only TEXT] [--validators] [--links-within REPOSITORY]
//   FOLDER…
//
// FOLDER is a package or holds packages. Public packages are not part of this tree: they are put
// somewhere by hand, and docs/compatibility.md tells what came out.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <filesystem>

#include "grader/formats/readers.h"
#include "grader/grade.h"
#include "grader/machinery/machinery.h"
#include "grader/package.h"
#include "grader/verify/verify.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string backend = "native", only, cache, links_within;
  std::vector<std::string> folders;
  bool validators = false, warnings = false;
};

struct Count {
  int packages = 0, unreadable = 0, labels = 0, agree = 0, findings = 0;
};

bool LooksLikePackage(const fs::path& folder) {
  return LooksLikeKattis(folder) || LooksLikeDmoj(folder) || LooksLikePolygon(folder) ||
         LooksLikeCms(folder) || LooksLikeGradescope(folder) || LooksLikeExercism(folder) ||
         LooksLikeAssignment(folder);
}

// The folder itself, or the packages directly in it.
std::vector<fs::path> Packages(const fs::path& folder) {
  if (LooksLikePackage(folder)) return {folder};
  std::vector<fs::path> packages;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_directory(error) && LooksLikePackage(entry.path())) {
      packages.push_back(entry.path());
    }
  }
  std::sort(packages.begin(), packages.end());
  return packages;
}

void RunPackage(const Grading& grading, const Options& options, const fs::path& folder,
                Count& count) {
  ++count.packages;
  auto package = !options.links_within.empty() && LooksLikeKattis(folder)
                     ? ReadKattis(folder, options.links_within)
                     : LoadPackage(folder);
  if (!package.ok()) {
    ++count.unreadable;
    fmt::print("\n{}\n  unreadable: {}\n", folder.filename().string(), package.status().message());
    return;
  }
  fmt::print("\n{} ({})\n", folder.filename().string(), package->format);
  if (options.warnings) {
    for (const std::string& warning : package->warnings) fmt::print("  warning: {}\n", warning);
  }
  VerifyOptions verify;
  verify.only = options.only;
  verify.run_validators = options.validators;
  verify.submission = [&](const VerifiedSubmission& run) {
    ++count.labels;
    count.agree += run.check.agrees() ? 1 : 0;
    fmt::print("  {:<8} {:<5} {:<60} {:>7.3f} s  {}\n", run.check.agrees() ? "agrees" : "DIFFERS",
               VerdictCode(run.report.verdict), run.label->name,
               std::chrono::duration<double>(run.report.max_cpu).count(),
               package->parts.front().points || run.report.max_score > 1
                   ? fmt::format("{:g}/{:g}", run.report.score, run.report.max_score)
                   : "");
    for (const std::string& why : run.check.why) fmt::print("           {}\n", why);
    if (!run.check.agrees() && !run.report.message.empty()) {
      fmt::print("           says: {}\n", run.report.message);
    }
    std::fflush(stdout);
  };
  const PackageVerification result = VerifyPackage(grading, *package, verify);
  fmt::print("  limit {} s{}\n", static_cast<double>(result.time_limit.count()) / 1000,
             result.calibrated ? ", from the submissions" : "");
  for (const Finding& finding : result.findings) {
    if (finding.severity != Finding::Severity::kError) continue;
    ++count.findings;
    fmt::print("  error: {}: {}\n", finding.where, finding.what);
  }
}

int Run(const Options& options) {
  const auto complain = [](const Status& status) {
    fmt::print(stderr, "compat_run: {}\n", status.message());
    return 70;
  };
  MachineryOptions parts;
  parts.backend = options.backend;
  parts.jobs = 1;
  parts.no_cache = options.cache.empty();
  parts.cache = options.cache;
  auto machinery = Machinery::Assemble(parts);
  if (!machinery.ok()) return complain(machinery.status());
  Count count;
  for (const std::string& name : options.folders) {
    for (const fs::path& package : Packages(name))
      RunPackage((*machinery)->grading(), options, package, count);
  }
  fmt::print("\n{} packages, {} unreadable; {} of {} labels agree ({} backend)\n", count.packages,
             count.unreadable, count.agree, count.labels, (*machinery)->backend());
  return count.agree == count.labels && count.unreadable == 0 ? 0 : 1;
}

}  // namespace
}  // namespace assay::grader

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  assay::grader::Options options;
  CLI::App app("Grades the labelled submissions of packages and compares with the labels.",
               "compat_run");
  app.add_option("folders", options.folders, "packages, or folders of packages")->required();
  app.add_option("--backend", options.backend, "native or gvisor");
  app.add_option("--only", options.only, "submissions whose name contains this");
  app.add_option("--cache", options.cache, "keep compiled programs in this folder");
  app.add_option("--links-within", options.links_within,
                 "follow the links of Kattis packages within this folder around them");
  app.add_flag("--validators", options.validators, "run the input validators too");
  app.add_flag("--warnings", options.warnings, "print what the readers warn of");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error);
  }
  return assay::grader::Run(options);
}
