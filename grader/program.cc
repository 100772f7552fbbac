#include "grader/program.h"

#include <algorithm>
#include <cmath>

namespace assay::grader {
namespace {

using runtime_images::Language;
using sandbox::CollectedFile;
using sandbox::kMiB;
using std::chrono::milliseconds;

std::vector<std::string> Environment(const Language& language) {
  std::vector<std::string> env = sandbox::DefaultEnvironment();
  for (const auto& [name, value] : language.env) env.push_back(name + "=" + value);
  return env;
}

// All commands, one after another; the first that fails ends it.
Result<sandbox::CompileResult> Compile(const std::vector<std::vector<std::string>>& commands,
                                       const sandbox::RunSpec& spec, sandbox::Sandbox& box) {
  sandbox::CompileResult result;
  for (const auto& command : commands) {
    sandbox::RunSpec run = spec;
    run.argv = command;
    ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, box.Run(run));
    const std::string earlier_out = std::move(result.outcome.out);
    const std::string earlier_err = std::move(result.outcome.err);
    result.outcome = std::move(outcome);
    result.outcome.out.insert(0, earlier_out);
    result.outcome.err.insert(0, earlier_err);
    if (!result.outcome.Succeeded()) return result;
  }
  ASSAY_ASSIGN_OR_RETURN(sandbox::Collected collected, box.Collect({.max_files = 4096,
                                                                    .max_file_bytes = 256 * kMiB,
                                                                    .max_total_bytes = 512 * kMiB,
                                                                    .max_depth = 64}));
  result.files = std::move(collected.files);
  return result;
}

Status PutAll(sandbox::Sandbox& box, const std::vector<CollectedFile>& files) {
  for (const CollectedFile& file : files) {
    ASSAY_RETURN_IF_ERROR(box.PutFile(file.path, file.data, file.mode));
  }
  return OkStatus();
}

}  // namespace

Result<const Language*> FindLanguage(const runtime_images::LanguageTable& languages,
                                     const Submission& submission) {
  if (!submission.language.empty()) return languages.ByName(submission.language);
  const Language* found = nullptr;
  for (const CollectedFile& file : submission.files) {
    const Language* language = languages.ByFileName(file.path);
    if (language == nullptr) continue;
    if (found != nullptr && found != language) {
      return InvalidArgument("the files are " + found->title + " and " + language->title +
                             ": say which language it is");
    }
    found = language;
  }
  if (found == nullptr) {
    return InvalidArgument("no file has the name of a known language: say which language it is");
  }
  return found;
}

sandbox::Limits Program::RunLimits(const Language& language, const ProblemLimits& limits) {
  const runtime_images::LimitPolicy& policy = language.limits;
  sandbox::Limits l;
  l.cpu =
      milliseconds(std::llround(static_cast<double>(limits.time.count()) * policy.time_multiplier) +
                   policy.time_allowance_ms);
  // Waiting is not computing, but a program that only waits must end too.
  l.wall = l.cpu * 2 + std::chrono::seconds(1);
  const double scaled = static_cast<double>(limits.memory_bytes) * policy.memory_multiplier;
  l.memory_bytes =
      std::max<uint64_t>(static_cast<uint64_t>(scaled) + policy.memory_allowance_mib * kMiB,
                         policy.min_memory_mib * kMiB);
  l.processes = std::max(policy.min_processes, 16U);
  l.stdout_bytes = l.file_bytes = limits.output_bytes;
  l.stderr_bytes = limits.output_bytes;
  l.open_files = 1024;
  return l;
}

sandbox::Limits Program::CompileLimits(const Language& language) {
  const runtime_images::LimitPolicy& policy = language.limits;
  sandbox::Limits l;
  l.cpu = milliseconds(policy.compile_time_ms);
  l.wall = l.cpu * 2;
  l.memory_bytes = policy.compile_memory_mib * kMiB;
  l.processes = policy.compile_processes;
  l.stdout_bytes = l.stderr_bytes = 1 * kMiB;
  l.file_bytes = 128 * kMiB;
  l.open_files = 1024;
  return l;
}

Result<Program> Program::Prepare(const runtime_images::LanguageTable& languages,
                                 const Submission& submission, const std::string& image_digest,
                                 const ProblemLimits& limits, sandbox::Sandbox& box,
                                 const sandbox::CompileCache* cache) {
  Program program;
  ASSAY_ASSIGN_OR_RETURN(program.language_, FindLanguage(languages, submission));
  const Language& language = *program.language_;

  std::vector<runtime_images::SourceFile> sources;
  runtime_images::TemplateValues values;
  for (const CollectedFile& file : submission.files) {
    sources.push_back({file.path, file.data});
    if (languages.ByFileName(file.path) == &language) values.sources.push_back(file.path);
  }
  auto entry = runtime_images::FindEntry(language, sources);
  if (!entry.ok()) {
    // Which file to start is the submission's to say: as if the linker had found no main.
    program.verdict_ = Verdict::kCompileError;
    program.compiler_output_ = entry.status().message();
    return program;
  }
  values.source = entry->source;
  values.main_class = entry->main_class;
  values.memory_mib = static_cast<uint32_t>(limits.memory_bytes / kMiB);

  std::vector<std::vector<std::string>> commands;
  for (const auto& command : language.compile) {
    ASSAY_ASSIGN_OR_RETURN(auto words, runtime_images::Expand(command, values));
    commands.push_back(std::move(words));
  }
  ASSAY_ASSIGN_OR_RETURN(program.run_.argv, runtime_images::Expand(language.run, values));
  program.run_.env = Environment(language);
  program.run_.limits = RunLimits(language, limits);
  program.run_.out.keep_bytes = limits.output_bytes;

  sandbox::RunSpec compile;
  compile.env = program.run_.env;
  compile.limits = CompileLimits(language);
  compile.work = sandbox::Work::kKeep;
  const std::string key =
      sandbox::CompileCache::Key(image_digest, commands, compile, submission.files);
  std::optional<sandbox::CompileResult> result;
  if (cache != nullptr && !commands.empty()) result = cache->Find(key);
  program.from_cache_ = result.has_value();
  if (!result) {
    ASSAY_RETURN_IF_ERROR(PutAll(box, submission.files));
    ASSAY_ASSIGN_OR_RETURN(result, Compile(commands, compile, box));
    if (cache != nullptr && !commands.empty()) {
      std::ignore = cache->Store(key, *result);  // a full disk costs time, not correctness
    }
  } else {
    ASSAY_RETURN_IF_ERROR(PutAll(box, result->files));
  }
  program.compiler_output_ = result->outcome.err + result->outcome.out;
  if (!commands.empty() && !result->outcome.Succeeded()) {
    program.verdict_ = Verdict::kCompileError;
    if (result->outcome.limit != sandbox::Limit::kNone) {
      program.compiler_output_ += "the compilation was ended: " + Describe(result->outcome) + "\n";
    }
  }
  return program;
}

Result<sandbox::Outcome> Program::Run(sandbox::Sandbox& box, std::string_view input) const {
  sandbox::RunSpec spec = run_;
  spec.stdin_bytes = input;
  return box.Run(spec);
}

}  // namespace assay::grader
