#include "grader/program.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <optional>
#include <utility>

namespace assay::grader {
namespace {

namespace fs = std::filesystem;

using runtime_images::Language;
using sandbox::CollectedFile;
using sandbox::kMiB;
using std::chrono::milliseconds;

std::vector<std::string> Environment(const Language& language) {
  std::vector<std::string> env = sandbox::DefaultEnvironment();
  for (const auto& [name, value] : language.env) env.push_back(name + "=" + value);
  return env;
}

double FactorOf(const std::map<std::string, double>& factors, const std::string& language) {
  const auto found = factors.find(language);
  return found == factors.end() ? 1.0 : found->second;
}

// The problem's memory limit in the language's terms, before what its runtime itself holds.
uint64_t ScaledMemory(const Language& language, const ProblemLimits& limits) {
  const double own = limits.same_for_all_languages ? 1.0 : language.limits.memory_multiplier;
  const double factor = own * FactorOf(limits.memory_factor, language.name);
  return static_cast<uint64_t>(static_cast<double>(limits.memory_bytes) * factor);
}

// All commands, one after another; the first that fails ends it.
Result<sandbox::Outcome> RunAll(const std::vector<std::vector<std::string>>& commands,
                                const sandbox::RunSpec& spec, sandbox::Sandbox& box) {
  sandbox::Outcome all;
  all.exit_code = 0;
  for (const auto& command : commands) {
    sandbox::RunSpec run = spec;
    run.argv = command;
    ASSAY_ASSIGN_OR_RETURN(sandbox::Outcome outcome, box.Run(run));
    if (outcome.evidence.exec_errno != 0) {
      return Internal("the compiler " + command.front() + " could not be started");
    }
    outcome.out.insert(0, all.out);
    outcome.err.insert(0, all.err);
    all = std::move(outcome);
    if (!all.Succeeded()) break;
  }
  return all;
}

Result<sandbox::CompileResult> Compile(const std::vector<std::vector<std::string>>& commands,
                                       const sandbox::RunSpec& spec, sandbox::Sandbox& box) {
  sandbox::CompileResult result;
  ASSAY_ASSIGN_OR_RETURN(result.outcome, RunAll(commands, spec, box));
  if (!result.outcome.Succeeded()) return result;
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

bool Holds(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// True for the file that `entry` names, with or without the language's extension.
bool IsNamed(const Language& language, const std::string& path, const std::string& entry) {
  if (path == entry) return true;
  const fs::path file(path);
  return Holds(language.extensions, file.extension().string()) &&
         (file.parent_path() / file.stem()).generic_string() == entry;
}

// The file to start: the one that was asked for, else by the language's rule.
Result<runtime_images::Entry> EntryOf(const ProgramSpec& spec) {
  std::vector<runtime_images::SourceFile> all, own;
  for (const CollectedFile& file : spec.files) {
    if (!spec.entry.empty() && IsNamed(*spec.language, file.path, spec.entry)) {
      // The language's own rule over this file alone, so that it makes the class name too.
      auto named = runtime_images::FindEntry(*spec.language, {{file.path, file.data}});
      // A name that is another language's (Prolog's .pl) may be asked for too.
      if (!named.ok()) return runtime_images::Entry{file.path, fs::path(file.path).stem().string()};
      return named;
    }
    all.push_back({file.path, file.data});
    if (Holds(spec.own, file.path)) own.push_back({file.path, file.data});
  }
  auto entry = runtime_images::FindEntry(*spec.language, all);
  if (!entry.ok() && !own.empty()) {
    // Files that were given beside the submission may make it ambiguous.
    if (auto of_own = runtime_images::FindEntry(*spec.language, own); of_own.ok()) entry = of_own;
  }
  if (spec.entry.empty()) return entry;
  // A class or module that is no file's name.
  if (!entry.ok()) return runtime_images::Entry{spec.entry, spec.entry};
  entry->main_class = spec.entry;
  return entry;
}

// All of the language's files; but where one was asked for, without those that start a program of
// their own, since a linker wants one.
std::vector<std::string> SourcesOf(const runtime_images::LanguageTable& languages,
                                   const ProgramSpec& spec, const std::string& entry) {
  const Language& language = *spec.language;
  std::vector<std::string> sources;
  for (const CollectedFile& file : spec.files) {
    // Files named as the one to start go with it, even by a name that is another language's.
    if (languages.ByFileName(file.path) != &language &&
        fs::path(file.path).extension() != fs::path(entry).extension()) {
      continue;
    }
    const bool starts = !spec.entry.empty() && !spec.entry_is_given && file.path != entry &&
                        !language.entry.java_class &&
                        std::any_of(language.entry.marks.begin(), language.entry.marks.end(),
                                    [&](const std::string& mark) {
                                      return file.data.find(mark) != std::string::npos;
                                    });
    if (!starts) sources.push_back(file.path);
  }
  return sources;
}

}  // namespace

std::string CompilerOutput(const sandbox::Outcome& outcome) {
  std::string said = outcome.err + outcome.out;
  if (!outcome.Succeeded() && outcome.limit != sandbox::Limit::kNone) {
    said += "the compilation was ended: " + Describe(outcome) + "\n";
  }
  return said;
}

Result<const Language*> FindLanguage(const runtime_images::LanguageTable& languages,
                                     const std::string& name,
                                     const std::vector<CollectedFile>& files) {
  if (!name.empty()) return languages.ByName(name);
  const Language* found = nullptr;
  for (const CollectedFile& file : files) {
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

sandbox::Limits RunLimits(const Language& language, const ProblemLimits& limits) {
  const runtime_images::LimitPolicy& policy = language.limits;
  const double own = limits.same_for_all_languages ? 1.0 : policy.time_multiplier;
  const double factor = own * FactorOf(limits.time_factor, language.name);
  sandbox::Limits l;
  l.cpu = milliseconds(std::llround(static_cast<double>(limits.time.count()) * factor) +
                       policy.time_allowance_ms);
  // Waiting is not computing, but a program that only waits must end too.
  l.wall = limits.wall ? *limits.wall + milliseconds(policy.time_allowance_ms)
                       : l.cpu * 2 + std::chrono::seconds(1);
  if (limits.idle) l.idle = *limits.idle;
  l.memory_bytes =
      std::max<uint64_t>(ScaledMemory(language, limits) + policy.memory_allowance_mib * kMiB,
                         policy.min_memory_mib * kMiB);
  l.processes = std::max(policy.min_processes, limits.processes != 0 ? limits.processes : 16U);
  l.stdout_bytes = l.file_bytes = limits.output_bytes;
  l.stderr_bytes = limits.output_bytes;
  l.open_files = 1024;
  return l;
}

sandbox::Limits CompileLimits(const Language& language, const ProblemLimits& limits) {
  const runtime_images::LimitPolicy& policy = language.limits;
  sandbox::Limits l;
  l.cpu =
      limits.compile_time.count() > 0 ? limits.compile_time : milliseconds(policy.compile_time_ms);
  l.wall = l.cpu * 2;
  l.memory_bytes = limits.compile_memory_bytes > 0 ? limits.compile_memory_bytes
                                                   : policy.compile_memory_mib * kMiB;
  l.processes = policy.compile_processes;
  l.stdout_bytes = l.stderr_bytes = 1 * kMiB;
  l.file_bytes = 128 * kMiB;
  l.open_files = 1024;
  return l;
}

sandbox::SandboxSpec SubmissionSandbox(sandbox::RootImage image, const Language& language,
                                       const ProblemLimits& limits) {
  const uint64_t most = std::max(RunLimits(language, limits).memory_bytes,
                                 CompileLimits(language, limits).memory_bytes);
  sandbox::SandboxSpec spec;
  spec.image = std::move(image);
  spec.disk = {.bytes = 512 * kMiB, .inodes = 65536};
  spec.max_memory_bytes = std::bit_ceil(std::max<uint64_t>(most, sandbox::kGiB));
  return spec;
}

Result<Program> Program::Prepare(const runtime_images::LanguageTable& languages, ProgramSpec spec,
                                 sandbox::Sandbox& box, const sandbox::CompileCache* cache,
                                 std::stop_token stop) {
  Program program;
  program.language_ = spec.language;
  const Language& language = *spec.language;

  runtime_images::TemplateValues values;
  values.memory_mib = static_cast<uint32_t>(ScaledMemory(language, spec.limits) / kMiB);
  const bool by_rule = spec.run.empty();
  if (by_rule) {
    auto entry = EntryOf(spec);
    if (!entry.ok()) {
      // Which file to start is the submission's to say: as if the linker had found no main.
      program.verdict_ = Verdict::kCompileError;
      program.compiler_output_ = entry.status().message();
      return program;
    }
    values.source = entry->source;
    values.main_class = entry->main_class;
    values.sources = SourcesOf(languages, spec, entry->source);
  }
  std::vector<std::vector<std::string>> commands = std::move(spec.commands);
  const bool defer = commands.empty() && by_rule && spec.may_defer_check &&
                     language.compile_checks_only && values.sources.size() == 1;
  if (commands.empty() && by_rule) {
    for (const auto& command : language.compile) {
      ASSAY_ASSIGN_OR_RETURN(auto words, runtime_images::Expand(command, values));
      words.insert(words.end(), spec.compile_flags.begin(), spec.compile_flags.end());
      commands.push_back(std::move(words));
    }
  }
  program.run_.argv = std::move(spec.run);
  if (by_rule) {
    ASSAY_ASSIGN_OR_RETURN(program.run_.argv, runtime_images::Expand(language.run, values));
  }
  program.run_.env = Environment(language);
  program.run_.limits = RunLimits(language, spec.limits);
  program.run_.out.keep_bytes = program.run_.limits.stdout_bytes;

  // A start of its own for the zygote is made up for by some eight copies (docs/benchmarks.md).
  constexpr size_t kManyRuns = 8;
  program.many_runs_ = by_rule && language.zygote && spec.runs >= kManyRuns;
  if (program.many_runs_) box.Expect(program.run_);

  sandbox::RunSpec& compile = program.compile_;
  compile.env = program.run_.env;
  compile.limits = CompileLimits(language, spec.limits);
  compile.work = sandbox::Work::kKeep;
  if (defer) {
    program.check_ = std::exchange(commands, {});
    program.files_ = std::make_shared<const std::vector<CollectedFile>>(std::move(spec.files));
    ASSAY_RETURN_IF_ERROR(PutAll(box, *program.files_));
    return program;
  }
  compile.stop = std::move(stop);
  const std::string key =
      cache != nullptr && !commands.empty()
          ? sandbox::CompileCache::Key(spec.image_digest, commands, compile, spec.files)
          : std::string();
  std::optional<sandbox::CompileResult> result;
  if (!key.empty()) result = cache->Find(key);
  program.from_cache_ = result.has_value();
  if (result) {
    ASSAY_RETURN_IF_ERROR(PutAll(box, result->files));
  } else {
    ASSAY_RETURN_IF_ERROR(PutAll(box, spec.files));
    result.emplace();
    if (commands.empty()) {
      result->outcome.exit_code = 0;
      result->files = std::move(spec.files);
    } else {
      ASSAY_ASSIGN_OR_RETURN(result, Compile(commands, compile, box));
    }
    if (!key.empty()) {
      std::ignore = cache->Store(key, *result);  // a full disk costs time, not correctness
    }
  }
  program.compiler_output_ = CompilerOutput(result->outcome);
  if (!result->outcome.Succeeded()) program.verdict_ = Verdict::kCompileError;
  program.files_ = std::make_shared<const std::vector<CollectedFile>>(std::move(result->files));
  return program;
}

Result<sandbox::Outcome> Program::Check(sandbox::Sandbox& box, std::stop_token stop) const {
  sandbox::RunSpec compile = compile_;
  compile.work = sandbox::Work::kScratch;
  compile.stop = std::move(stop);
  return RunAll(check_, compile, box);
}

Status Program::PutInto(sandbox::Sandbox& box) const {
  if (many_runs_) box.Expect(run_);
  return files_ == nullptr ? OkStatus() : PutAll(box, *files_);
}

}  // namespace assay::grader
