// assay: grades submissions on this machine, with no service.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "grader/grade.h"
#include "grader/package.h"
#include "grader/submission.h"
#include "grader/tool/table.h"
#include "runtime-images/language.h"
#include "sandbox/compile_cache.h"
#include "sandbox/tool/host.h"

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

constexpr int kUsage = 64;
constexpr int kFailed = 70;

struct Options {
  std::string package, backend, language;
  std::vector<std::string> submissions;
  bool json = false, no_cache = false;
};

int Complain(const Status& status) {
  fmt::print(stderr, "assay: {}\n", status.message());
  return status.code() == StatusCode::kInvalidArgument || status.code() == StatusCode::kNotFound
             ? kUsage
             : kFailed;
}

fs::path CacheFolder() {
  if (const char* dir = std::getenv("ASSAY_CACHE")) return fs::path(dir) / "compile";
  if (::geteuid() == 0) return "/var/cache/assay/compile";
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/tmp") / ".cache/assay/compile";
}

struct Machinery {
  runtime_images::LanguageTable languages;
  std::unique_ptr<sandbox::SandboxFactory> factory;
  std::optional<sandbox::CompileCache> cache;
};

Result<Machinery> Assemble(const Options& options) {
  ASSAY_ASSIGN_OR_RETURN(const fs::path folder, runtime_images::FindLanguagesFolder());
  ASSAY_ASSIGN_OR_RETURN(auto languages, runtime_images::LanguageTable::Load(folder));
  Machinery machinery{std::move(languages), nullptr, std::nullopt};
  ASSAY_ASSIGN_OR_RETURN(machinery.factory, sandbox::MakeFactory(options.backend));
  if (!options.no_cache) {
    ASSAY_ASSIGN_OR_RETURN(machinery.cache, sandbox::CompileCache::Open(CacheFolder()));
  }
  return machinery;
}

// The package's labelled submissions, or the given files without an expectation.
std::vector<Row> Rows(const Package& package, const Options& options) {
  std::vector<Row> rows;
  for (const std::string& path : options.submissions)
    rows.push_back({path, path, std::nullopt, {}});
  if (!options.submissions.empty()) return rows;
  for (const auto& s : package.submissions) rows.push_back({s.name, s.path, s, {}});
  return rows;
}

int GradeCommand(const Options& options) {
  auto package = LoadPackage(options.package);
  if (!package.ok()) return Complain(package.status());
  auto machinery = Assemble(options);
  if (!machinery.ok()) return Complain(machinery.status());
  const Grading grading{&machinery->languages,
                        machinery->factory.get(),
                        machinery->cache ? &*machinery->cache : nullptr,
                        &sandbox::FindImage,
                        1,
                        {}};
  std::vector<Row> rows = Rows(*package, options);
  const std::string backend(machinery->factory->name());
  const bool colour = ::isatty(STDOUT_FILENO) != 0 && std::getenv("NO_COLOR") == nullptr;
  if (!options.json) fmt::print("{}", Header(*package, backend, rows));
  int code = 0;
  for (Row& row : rows) {
    auto submission = LoadSubmission(row.path);
    if (!submission.ok()) return Complain(submission.status());
    submission->language = options.language;
    if (row.label) submission->entry = row.label->entry;
    if (row.label && options.language.empty()) submission->language = row.label->language;
    if (!options.json && colour) fmt::print(stderr, "  … {}\r", row.name);
    row.report = GradeSubmission(grading, *package, *submission);
    if (!row.AsExpected()) code = 1;
    if (row.report.verdict == Verdict::kJudgeError) code = kFailed;
    if (!options.json) {
      fmt::print("{}", Line(row, colour));
      std::fflush(stdout);
    }
  }
  if (options.json) {
    fmt::print("{}\n", ToJson(*package, backend, rows));
  } else {
    fmt::print("{}", Summary(rows));
  }
  return code;
}

int LanguagesCommand() {
  auto folder = runtime_images::FindLanguagesFolder();
  if (!folder.ok()) return Complain(folder.status());
  auto table = runtime_images::LanguageTable::Load(*folder);
  if (!table.ok()) return Complain(table.status());
  fmt::print("{:<14} {:<24} {:<12} {}\n", "name", "language", "image", "version");
  for (const auto& language : table->languages()) {
    fmt::print("{:<14} {:<24} {:<12} {}\n", language.name, language.title, language.image,
               language.version);
  }
  return 0;
}

}  // namespace
}  // namespace assay::grader

int main(int argc, char** argv) {
  namespace grader = assay::grader;
  std::signal(SIGPIPE, SIG_IGN);
  CLI::App app("Grades submissions in the sandbox.", "assay");
  app.set_version_flag("--version", "assay " ASSAY_VERSION);
  app.require_subcommand(1);
  grader::Options options;
  CLI::App* grade = app.add_subcommand("grade", "grade submissions to a problem");
  grade->add_option("package", options.package, "folder of the problem")->required();
  grade->add_option("submissions", options.submissions,
                    "files or folders (default: the labelled submissions of the package)");
  grade->add_option("--backend", options.backend,
                    "gvisor or native (default: gvisor where runsc is found)");
  grade->add_option("--language", options.language, "instead of telling it by the files' names");
  grade->add_flag("--no-cache", options.no_cache, "compile even what was compiled before");
  grade->add_flag("--json", options.json, "print one JSON object");
  grade->footer(
      "Exit codes: 0 all as expected (or AC where nothing is expected); 1 some are not; 64 wrong "
      "usage or package;\n"
      "70 the judge failed.");
  CLI::App* languages = app.add_subcommand("languages", "list the languages");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : grader::kUsage;
  }
  if (grade->parsed()) return grader::GradeCommand(options);
  if (languages->parsed()) return grader::LanguagesCommand();
  return grader::kUsage;
}
