#include "grader/unit_tests/suite.h"

#include <re2/re2.h>

#include <algorithm>
#include <random>

#include "common/files.h"
#include "grader/program.h"
#include "grader/unit_tests/overlay.h"
#include "grader/unit_tests/test_list.h"
#include "grader/unit_tests/witness.h"

namespace assay::grader {
namespace {

using runtime_images::Framework;
using runtime_images::Language;
using sandbox::CollectedFile;
using sandbox::kMiB;

// What a framework takes for itself, on top of what the problem gives the code under test.
constexpr std::chrono::milliseconds kFrameworkTime{2000};
constexpr uint64_t kFrameworkMemory = 96 * kMiB;
constexpr uint32_t kFrameworkProcesses = 64;
constexpr size_t kMostAlone = 100;  // tests that are run again one by one

ResultFormat FormatOf(runtime_images::TestFormat format) {
  switch (format) {
    case runtime_images::TestFormat::kJUnitXml:
      return ResultFormat::kJunitXml;
    case runtime_images::TestFormat::kGoJson:
      return ResultFormat::kGoJson;
    case runtime_images::TestFormat::kLibtest:
      return ResultFormat::kLibtest;
  }
  return ResultFormat::kJunitXml;
}

bool HasTests(const Framework& framework, const std::vector<CollectedFile>& files) {
  return std::any_of(files.begin(), files.end(), [&](const CollectedFile& file) {
    return runtime_images::IsTestFile(framework, {file.path, file.data});
  });
}

// By its name; without one, the first whose tests the suite holds.
Result<const Framework*> FindFramework(const Language& language, const UnitTests& unit,
                                       const std::vector<CollectedFile>& suite) {
  std::string known;
  for (const Framework& framework : language.frameworks) {
    if (framework.name == unit.framework ||
        (unit.framework.empty() && HasTests(framework, suite))) {
      return &framework;
    }
    known += (known.empty() ? "" : ", ") + framework.name;
  }
  if (known.empty()) known = "none";
  return InvalidArgument(unit.framework.empty()
                             ? "no file of the suite is a test of one of " + language.title +
                                   "'s frameworks (" + known + "): name the framework"
                             : language.title + " has no test framework \"" + unit.framework +
                                   "\"; it has: " + known);
}

std::string Nonce() {
  std::random_device random;
  std::string text = "assay-";
  for (int i = 0; i < 16; ++i) text += "0123456789abcdef"[random() % 16];
  return text;
}

runtime_images::TemplateValues Values(const Grading& grading, const SuitePlan& plan,
                                      const std::vector<CollectedFile>& files) {
  runtime_images::TemplateValues values;
  for (const CollectedFile& file : files) {
    if (grading.languages->ByFileName(file.path) == plan.language)
      values.sources.push_back(file.path);
  }
  values.tests = plan.tests;
  if (!plan.tests.empty()) values.source = plan.tests.front();
  if (values.source.empty() && !values.sources.empty()) values.source = values.sources.front();
  values.memory_mib = static_cast<uint32_t>(plan.limits.memory_bytes / kMiB);
  return values;
}

bool HoldsMain(const std::vector<CollectedFile>& files) {
  static const RE2 kMain(R"((?m)^[^\n/"']*\bmain\s*\()");
  static const RE2 kCatchMain(R"((?m)^[ \t]*#[ \t]*define[ \t]+CATCH_CONFIG_(?:MAIN|RUNNER))");
  return std::any_of(files.begin(), files.end(), [](const CollectedFile& file) {
    return RE2::PartialMatch(file.data, kMain) || RE2::PartialMatch(file.data, kCatchMain);
  });
}

// One start of the plan's commands, with names for what they write that nobody was told before.
struct Commands {
  std::vector<std::vector<std::string>> words;
  std::string result, witness;
};

Result<Commands> MakeCommands(const SuitePlan& plan, const runtime_images::TemplateValues& values) {
  Commands made{{}, plan.result, plan.witness.empty() ? "" : Nonce()};
  const std::string nonce = Nonce();
  for (const auto& command : plan.run) {
    ASSAY_ASSIGN_OR_RETURN(auto words, runtime_images::Expand(command, values));
    std::string renamed = plan.result;
    RenameResult(nonce, words, renamed);
    if (renamed != plan.result) made.result = renamed;
    for (std::string& word : words) {
      for (size_t at = 0;
           !plan.witness.empty() && (at = word.find(plan.witness, at)) != std::string::npos;
           at += made.witness.size()) {
        word.replace(at, plan.witness.size(), made.witness);
      }
    }
    made.words.push_back(std::move(words));
  }
  if (made.words.empty()) return InvalidArgument("the suite has no command to run");
  return made;
}

Result<std::vector<CollectedFile>> Written(sandbox::Sandbox& box) {
  if (!box.alive()) return std::vector<CollectedFile>();
  ASSAY_ASSIGN_OR_RETURN(sandbox::Collected collected, box.Collect({.max_files = 16384,
                                                                    .max_file_bytes = 64 * kMiB,
                                                                    .max_total_bytes = 256 * kMiB,
                                                                    .max_depth = 64}));
  return std::move(collected.files);
}

// The whole results, or what kept them from being read.
Result<std::string> ResultBytes(std::vector<CollectedFile>& written, const std::string& result,
                                const sandbox::Outcome& outcome) {
  if (result.empty()) {
    if (outcome.stdout_bytes > outcome.out.size())
      return ResourceExhausted("the results have more bytes than are read");
    return outcome.out;
  }
  for (CollectedFile& file : written) {
    if (file.path == result) return std::move(file.data);
  }
  return NotFound("no results were written");
}

// Go: the tests that passed before one of them ended the program, each in a run of its own, which
// has to come to its end.
Status RunAlone(sandbox::Sandbox& box, const SuitePlan& plan,
                const runtime_images::TemplateValues& values, sandbox::RunSpec command,
                SuiteResults& results) {
  std::set<std::string> names, passed;
  for (const ResultRow& row : results.rows) {
    const std::string name = row.name.substr(0, row.name.find('/'));
    static const RE2 kName(R"(Test\w*)");
    if (row.outcome == ResultRow::Outcome::kPass && RE2::FullMatch(name, kName)) names.insert(name);
  }
  size_t runs = 0;
  for (const std::string& name : names) {
    if (!box.alive() || ++runs > kMostAlone || command.stop.stop_requested()) break;
    ASSAY_ASSIGN_OR_RETURN(const Commands commands, MakeCommands(plan, values));
    command.argv = commands.words.back();
    command.argv.push_back("-test.run=^" + name + "$");
    ASSAY_ASSIGN_OR_RETURN(const sandbox::Outcome outcome, box.Run(command));
    ASSAY_ASSIGN_OR_RETURN(const auto written, Written(box));
    if (outcome.Succeeded() && HasWitness(written, commands.witness)) passed.insert(name);
  }
  KeepPasses(passed, results);
  return OkStatus();
}

// Holds what was printed against what the framework wrote where a submission cannot print.
Status Confirm(sandbox::Sandbox& box, const SuitePlan& plan,
               const runtime_images::TemplateValues& values, const sandbox::RunSpec& command,
               const std::vector<CollectedFile>& written, const std::string& witness,
               SuiteRun& run) {
  if (plan.witness.empty()) return OkStatus();
  if (plan.format == ResultFormat::kLibtest) {
    ConfirmLibtest(written, witness, run.results);
  } else if (!HasWitness(written, witness)) {
    if (run.outcome.exit_code == 0) {
      KeepPasses({}, run.results);
    } else {
      return RunAlone(box, plan, values, command, run.results);
    }
  }
  return OkStatus();
}

}  // namespace

Result<std::vector<CollectedFile>> LoadFiles(const PackageProgram& program) {
  std::vector<CollectedFile> files;
  for (const auto& path : program.files) {
    ASSAY_ASSIGN_OR_RETURN(std::string data, ReadFile(path, 64 * kMiB));
    std::string name = path.lexically_relative(program.base).string();
    if (name.empty() || name.starts_with("..")) name = path.filename().string();
    files.push_back({std::move(name), std::move(data), 0644});
  }
  return files;
}

void RenameResult(const std::string& nonce, std::vector<std::string>& run, std::string& result) {
  const std::string head = result.substr(0, result.find('/'));
  if (head.empty()) return;
  const bool file = head.size() == result.size();
  const size_t dot = file ? head.rfind('.') : std::string::npos;
  const std::string fresh = nonce + (dot == std::string::npos ? "" : head.substr(dot));
  bool renamed = false;
  for (std::string& word : run) {
    for (size_t at = word.find(head); at != std::string::npos; at = word.find(head, at)) {
      const size_t end = at + head.size();
      const bool begins =
          at == 0 || std::string_view("=:,/").find(word[at - 1]) != std::string_view::npos;
      const bool ends =
          end == word.size() || std::string_view(":,/").find(word[end]) != std::string_view::npos;
      if (begins && ends) {
        word.replace(at, head.size(), fresh);
        renamed = true;
        at += fresh.size();
      } else {
        at = end;
      }
    }
  }
  if (renamed) result.replace(0, head.size(), fresh);
}

Result<SuitePlan> PlanSuite(const Grading& grading, const Part& part, const UnitTests& unit,
                            const Language& language) {
  std::vector<CollectedFile> beside, tests;
  for (const auto* programs : {&part.given, &unit.suites}) {
    for (const PackageProgram& program : *programs) {
      if (!program.language.empty() && program.language != language.name) continue;
      ASSAY_ASSIGN_OR_RETURN(std::vector<CollectedFile> files, LoadFiles(program));
      auto& side = programs == &unit.suites ? tests : beside;
      side.insert(side.end(), std::make_move_iterator(files.begin()),
                  std::make_move_iterator(files.end()));
    }
  }
  return PlanSuite(grading, part, unit, language, std::move(beside), tests);
}

Result<SuitePlan> PlanSuite(const Grading& grading, const Part& part, const UnitTests& unit,
                            const Language& language, std::vector<CollectedFile> beside,
                            const std::vector<CollectedFile>& tests) {
  SuitePlan plan;
  plan.language = &language;
  plan.limits = part.limits;
  ASSAY_ASSIGN_OR_RETURN(plan.image, grading.find_image(language.image));
  plan.suite = std::move(beside);
  plan.suite.insert(plan.suite.end(), tests.begin(), tests.end());
  const Framework* framework = nullptr;
  if (unit.run.empty()) {
    ASSAY_ASSIGN_OR_RETURN(framework, FindFramework(language, unit, tests));
    plan.framework = framework->name;
    plan.compile = framework->compile;
    plan.run = {framework->run};
    plan.result = framework->result;
    plan.format = FormatOf(framework->format);
    plan.witness = framework->witness;
  } else {
    plan.run = unit.run;
  }
  if (!unit.compile.empty()) {
    plan.compile = unit.compile;
  } else if (framework != nullptr && !plan.compile.empty() && !HoldsMain(plan.suite)) {
    plan.compile.back().insert(plan.compile.back().end(), framework->main.begin(),
                               framework->main.end());
  }
  if (!unit.result_path.empty()) plan.result = unit.result_path;
  if (!unit.result_format.empty()) {
    const auto format = ParseResultFormat(unit.result_format);
    if (!format) {
      return InvalidArgument("unknown result format \"" + unit.result_format +
                             "\"; there are junit-xml, tap, go-json, go-text, libtest, jest-json, "
                             "jest-text and unittest-text");
    }
    plan.format = *format;
  }
  for (const CollectedFile& file : tests) {
    if (framework != nullptr && !runtime_images::IsTestFile(*framework, {file.path, file.data}))
      continue;
    if (framework == nullptr && grading.languages->ByFileName(file.path) != &language) continue;
    plan.tests.push_back(file.path);
    plan.expected.merge(ListTests(language.name, file.data));
    plan.skipped.merge(ListSkipped(language.name, file.data));
  }
  return plan;
}

Result<SuiteRun> RunSuite(const Grading& grading, const SuitePlan& plan,
                          std::vector<CollectedFile> lower, const GradeOptions& options) {
  SuiteRun run;
  const std::string head = plan.result.substr(0, plan.result.find('/'));
  Overlay overlay = PutOver(plan.language->name, std::move(lower), plan.suite, {head});
  run.refused = std::move(overlay.refused);

  ProgramSpec spec;
  spec.language = plan.language;
  spec.limits = plan.limits;
  spec.image_digest = plan.image.digest;
  const runtime_images::TemplateValues values = Values(grading, plan, overlay.files);
  for (const auto& command : plan.compile) {
    ASSAY_ASSIGN_OR_RETURN(auto words, runtime_images::Expand(command, values));
    spec.commands.push_back(std::move(words));
  }
  ASSAY_ASSIGN_OR_RETURN(const Commands commands, MakeCommands(plan, values));
  spec.run = commands.words.back();
  spec.files = std::move(overlay.files);

  sandbox::Limits limits = RunLimits(*plan.language, plan.limits);
  limits.cpu += kFrameworkTime;
  limits.wall += 2 * kFrameworkTime;
  limits.memory_bytes += kFrameworkMemory;
  limits.processes = std::max(limits.processes, kFrameworkProcesses);
  limits.file_bytes = std::max<uint64_t>(limits.file_bytes, kMaxResultBytes);
  if (plan.result.empty())
    limits.stdout_bytes = std::max<uint64_t>(limits.stdout_bytes, kMaxResultBytes);

  sandbox::SandboxSpec box_spec;
  box_spec.image = plan.image;
  box_spec.max_memory_bytes =
      std::max(limits.memory_bytes, CompileLimits(*plan.language, plan.limits).memory_bytes);
  box_spec.disk = {.bytes = 512 * kMiB, .inodes = 65536};
  ASSAY_ASSIGN_OR_RETURN(auto box, grading.factory->Create(box_spec));
  ASSAY_ASSIGN_OR_RETURN(
      const Program program,
      Program::Prepare(*grading.languages, std::move(spec), *box, grading.cache, options.stop));
  run.compiler_output = program.compiler_output();
  run.from_cache = program.from_cache();
  run.verdict = program.verdict();
  if (run.verdict != Verdict::kAccepted) {
    run.message = "the submission and the tests do not compile together";
    if (run.compiler_output.find("multiple definition of `main'") != std::string::npos) {
      run.message += ": both have a main(); leave out that of the submission";
    }
    return run;
  }
  sandbox::RunSpec command = program.run();
  command.limits = limits;
  command.work = sandbox::Work::kKeep;
  command.out.keep_bytes = plan.result.empty() ? kMaxResultBytes : 64 * sandbox::kKiB;
  command.stop = options.stop;
  for (const auto& words : commands.words) {
    command.argv = words;
    ASSAY_ASSIGN_OR_RETURN(run.outcome, box->Run(command));
    if (!run.outcome.Succeeded()) break;
  }
  run.verdict = VerdictOfRun(run.outcome, plan.language->out_of_memory);
  const bool own_end = run.outcome.limit == sandbox::Limit::kNone && run.outcome.exit_code;

  std::vector<CollectedFile> written;
  if (!commands.result.empty() || !commands.witness.empty()) {
    ASSAY_ASSIGN_OR_RETURN(written, Written(*box));
  }
  auto bytes = ResultBytes(written, commands.result, run.outcome);
  auto results = bytes.ok() ? ParseResults(plan.format, *bytes)
                            : Result<SuiteResults>(std::move(bytes).status());
  if (results.ok()) {
    run.results = std::move(*results);
    ASSAY_RETURN_IF_ERROR(Confirm(*box, plan, values, command, written, commands.witness, run));
  }
  const bool failed_row =
      std::any_of(run.results.rows.begin(), run.results.rows.end(), [](const ResultRow& row) {
        return row.outcome == ResultRow::Outcome::kFail ||
               row.outcome == ResultRow::Outcome::kError;
      });
  if (results.ok() && run.results.complete && own_end &&
      (failed_row || run.outcome.exit_code == 0)) {
    run.verdict = Verdict::kAccepted;
    return run;
  }
  if (run.verdict == Verdict::kAccepted) run.verdict = Verdict::kRuntimeError;
  run.message = "the test run ended early: " + Describe(run.outcome);
  if (!results.ok()) {
    run.message += "; " + results.status().message();
  } else if (!run.results.problem.empty()) {
    run.message += "; " + run.results.problem;
  } else if (own_end) {
    run.message += "; every test was reported as passed";
  }
  return run;
}

}  // namespace assay::grader
