#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "grader/formats/kattis/data.h"
#include "grader/formats/kattis/languages.h"
#include "grader/formats/kattis/problem_yaml.h"
#include "grader/formats/kattis/programs.h"
#include "grader/formats/kattis/statement.h"
#include "grader/formats/kattis/submissions.h"
#include "grader/formats/kattis/tree.h"
#include "grader/formats/kattis/yaml_map.h"
#include "grader/formats/readers.h"
#include "runtime-images/suggest.h"

// ICPC and Kattis problem packages, https://www.kattis.com/problem-package-format: legacy,
// legacy-icpc, 2023-07 and 2025-09.
namespace assay::grader {
namespace {

namespace fs = std::filesystem;

using kattis::PackageLimits;
using kattis::ProblemYaml;
using kattis::Tree;
using kattis::Version;

// Until the limit is calibrated from the submissions. Long enough for any of the examples, and
// programs that are too slow are mostly too slow for this too.
constexpr double kUncalibratedSeconds = 5;

std::chrono::milliseconds Millis(double seconds) {
  return std::chrono::milliseconds(std::llround(seconds * 1000));
}
uint64_t Mib(double mib) { return static_cast<uint64_t>(mib * sandbox::kMiB); }

// Where the time limit stands outside of problem.yaml: two older ways.
Status ReadTimeLimitFiles(Tree& tree, PackageLimits& limits) {
  if (limits.time_limit) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const std::string plain, tree.ReadOptional(tree.root() / ".timelimit"));
  const std::vector<std::string> words = kattis::SplitWords(plain);
  const auto seconds = words.size() == 1 ? kattis::ParseNumber(words.front()) : std::nullopt;
  if (seconds && *seconds > 0 && *seconds < 86'400) limits.time_limit = seconds;
  if (!plain.empty() && !limits.time_limit) {
    tree.warnings.push_back((tree.root() / ".timelimit").string() +
                            ":1: expected a number of seconds; left out");
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string ini,
                         tree.ReadOptional(tree.root() / "domjudge-problem.ini"));
  if (!limits.time_limit) limits.time_limit = kattis::ParseDomjudgeIni(ini);
  return OkStatus();
}

ProblemLimits Limits(const PackageLimits& from) {
  ProblemLimits limits;
  limits.time = Millis(from.time_limit.value_or(kUncalibratedSeconds));
  limits.memory_bytes = Mib(from.memory_mib);
  limits.output_bytes = Mib(from.output_mib);
  limits.source_bytes = static_cast<uint64_t>(from.code_kib * 1024);
  limits.compile_time = Millis(from.compilation_seconds);
  limits.compile_memory_bytes = Mib(from.compilation_mib);
  limits.checker_time = Millis(from.validation_seconds);
  limits.checker_memory_bytes = Mib(from.validation_mib);
  limits.same_for_all_languages = true;
  return limits;
}

// The folder of the version, and where that is empty and one is needed, the other version's.
Result<std::vector<PackageProgram>> ReadValidators(Tree& tree, const ProblemYaml& problem) {
  const fs::path legacy = tree.root() / "output_validators";
  const fs::path later = tree.root() / "output_validator";
  const bool is_legacy = problem.version == Version::kLegacy;
  const bool custom = problem.custom_validation.value_or(false);
  std::vector<PackageProgram> validators;
  // Legacy packages often keep validators that problem.yaml says are not used.
  if (is_legacy && custom) {
    ASSAY_ASSIGN_OR_RETURN(validators, kattis::ReadPrograms(tree, legacy));
  } else if (!is_legacy) {
    ASSAY_ASSIGN_OR_RETURN(validators, kattis::ReadOutputValidator(tree, later));
  }
  if (!validators.empty() || !(custom || problem.interactive || problem.multi_pass)) {
    return validators;
  }
  if (is_legacy) {
    ASSAY_ASSIGN_OR_RETURN(validators, kattis::ReadOutputValidator(tree, later));
  } else {
    ASSAY_ASSIGN_OR_RETURN(validators, kattis::ReadPrograms(tree, legacy));
  }
  if (!validators.empty()) return validators;
  return NotFound(fmt::format(
      "{}: no program, and the problem needs a validator of its own (see type and validation in "
      "problem.yaml)",
      (is_legacy ? legacy : later).string()));
}

Result<Checker> ReadChecker(Tree& tree, const ProblemYaml& problem) {
  Checker checker;
  ASSAY_ASSIGN_OR_RETURN(auto validators, ReadValidators(tree, problem));
  if (validators.size() > 1) {
    tree.warnings.push_back(fmt::format("{}: the first of {} output validators judges alone",
                                        validators.front().name, validators.size()));
  }
  if (!validators.empty()) {
    checker.program = std::move(validators.front());
    return checker;
  }
  auto spec = ParseKattisFlags(problem.validator_flags);
  if (!spec.ok()) return std::move(spec).status().Annotate("problem.yaml: validator_flags");
  checker.builtin = *spec;
  return checker;
}

// The languages that problem.yaml allows, by our names.
std::set<std::string> Languages(Tree& tree, const ProblemYaml& problem) {
  std::set<std::string> languages;
  for (const std::string& code : problem.languages) {
    const std::string ours = kattis::OurLanguage(code);
    if (!ours.empty()) {
      languages.insert(ours);
      continue;
    }
    tree.warnings.push_back(fmt::format("{}: languages: \"{}\" is no language code{}",
                                        (tree.root() / "problem.yaml").string(), code,
                                        runtime_images::DidYouMean(code, kattis::LanguageCodes())));
  }
  return languages;
}

StandardIo::Mode ModeOf(const ProblemYaml& problem) {
  if (problem.submit_answer) return StandardIo::Mode::kSubmitAnswer;
  if (problem.multi_pass) return StandardIo::Mode::kMultiPass;
  return problem.interactive ? StandardIo::Mode::kInteractive : StandardIo::Mode::kBatch;
}

void WarnOfWhatIsNotRun(Tree& tree) {
  for (const char* name : {"graders", "static_validator", "output_visualizer"}) {
    std::error_code error;
    const fs::path folder = tree.root() / name;
    if (fs::is_directory(folder, error)) {
      tree.warnings.push_back(folder.string() + ": not run");
    }
  }
}

Result<Part> ReadPart(Tree& tree, const ProblemYaml& problem, kattis::TestData* data) {
  Part part;
  StandardIo io;
  io.mode = ModeOf(problem);
  io.interactive_passes = problem.multi_pass && problem.interactive;
  io.max_passes = problem.limits.validation_passes;
  io.scoring = problem.scoring;
  ASSAY_ASSIGN_OR_RETURN(io.checker, ReadChecker(tree, problem));
  ASSAY_ASSIGN_OR_RETURN(*data, kattis::ReadData(tree, problem, io.checker.program.has_value()));
  io.root = data->root;
  ASSAY_ASSIGN_OR_RETURN(io.input_validators, kattis::ReadInputValidators(tree));
  part.limits = Limits(problem.limits);
  part.languages = Languages(tree, problem);
  ASSAY_ASSIGN_OR_RETURN(part.given, kattis::ReadIncludes(tree));
  part.task = std::move(io);
  return part;
}

Result<ProblemYaml> ReadProblemYaml(Tree& tree) {
  const fs::path file = tree.root() / "problem.yaml";
  ASSAY_ASSIGN_OR_RETURN(const std::string text, tree.ReadOptional(file));
  ASSAY_ASSIGN_OR_RETURN(ProblemYaml problem,
                         kattis::ParseProblemYaml(text, file.string(), &tree.warnings));
  ASSAY_RETURN_IF_ERROR(ReadTimeLimitFiles(tree, problem.limits));
  if (problem.scoring && problem.minimize) {
    tree.warnings.push_back(file.string() + ": objective: min: scores are shown as they are");
  }
  tree.set_constants(problem.constants);
  return problem;
}

}  // namespace

bool LooksLikeKattis(const fs::path& folder) {
  std::error_code error;
  if (!fs::is_regular_file(folder / "problem.yaml", error)) return false;
  for (const char* name : {"data", "submissions", "statement", "problem_statement"}) {
    if (fs::is_directory(folder / name, error)) return true;
  }
  return false;
}

Result<Package> ReadKattis(const fs::path& folder, const fs::path& links_within) {
  ASSAY_ASSIGN_OR_RETURN(Tree tree, Tree::Open(folder, links_within));
  ASSAY_ASSIGN_OR_RETURN(const ProblemYaml problem, ReadProblemYaml(tree));
  Package package;
  package.id = tree.root().filename().string();
  package.folder = tree.root();
  package.format = problem.version == Version::kLegacy  ? "kattis-legacy"
                   : problem.version == Version::kDraft ? "kattis-2023-07"
                                                        : "kattis-2025-09";
  kattis::TestData data;
  ASSAY_ASSIGN_OR_RETURN(Part part, ReadPart(tree, problem, &data));
  package.parts.push_back(std::move(part));
  ASSAY_ASSIGN_OR_RETURN(package.submissions, kattis::ReadSubmissions(tree, problem, data));
  ASSAY_ASSIGN_OR_RETURN(kattis::Statement statement, kattis::ReadStatement(tree));
  package.statement = std::move(statement.text);
  const auto name = problem.names.find("en");
  package.title = name != problem.names.end() ? name->second
                  : problem.names.empty()     ? statement.title
                                              : problem.names.begin()->second;
  if (package.title.empty()) package.title = package.id;
  if (problem.limits.time_limit) package.fixed_time_limit = Millis(*problem.limits.time_limit);
  package.time_multiplier_ac_to_limit = problem.limits.ac_to_time_limit;
  package.time_multiplier_limit_to_tle = problem.limits.time_limit_to_tle;
  WarnOfWhatIsNotRun(tree);
  package.warnings = std::move(tree.warnings);
  package.scratch = std::move(tree.scratch);
  return package;
}

}  // namespace assay::grader
