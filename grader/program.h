#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "grader/package.h"
#include "grader/submission.h"
#include "grader/verdict.h"
#include "runtime-images/language.h"
#include "sandbox/compile_cache.h"
#include "sandbox/sandbox.h"

// Sources made ready to run: compiled in a sandbox with limits of their own, and put into the
// sandboxes in which the tests run. Submissions and the package's own programs alike.
namespace assay::grader {

// What a language makes of the problem's limits, for one run.
sandbox::Limits RunLimits(const runtime_images::Language& language, const ProblemLimits& limits);
// The limits of one compilation.
sandbox::Limits CompileLimits(const runtime_images::Language& language,
                              const ProblemLimits& limits);

// The language by its name, or by the files' names; kInvalidArgument says what to do.
Result<const runtime_images::Language*> FindLanguage(
    const runtime_images::LanguageTable& languages, const std::string& name,
    const std::vector<sandbox::CollectedFile>& files);

// A sandbox in which a submission of the language is compiled and run. Its memory is a power of
// two, at least 1 GiB: that is the outer bound alone, and with few values of it a sandbox that was
// made ahead fits most problems.
sandbox::SandboxSpec SubmissionSandbox(sandbox::RootImage image,
                                       const runtime_images::Language& language,
                                       const ProblemLimits& limits);

// What a compile step said, with why it was ended if it was.
std::string CompilerOutput(const sandbox::Outcome& outcome);

struct ProgramSpec {
  const runtime_images::Language* language = nullptr;
  std::vector<sandbox::CollectedFile> files;
  // A file, with or without its extension, or a class; empty: the language's rule.
  std::string entry;
  std::vector<std::string> own;  // names among `files`: of these one starts it, in case of doubt
  // `entry` is the package's main program, which calls the submission: all files of the language
  // go with it, also those that hold a main() of their own.
  bool entry_is_given = false;
  std::vector<std::vector<std::string>> commands;  // instead of the language's compile step
  std::vector<std::string> run;                    // instead of its run command
  std::vector<std::string> compile_flags;          // added to the language's compile step
  ProblemLimits limits;
  std::string image_digest;
  size_t runs = 1;  // about how often it will be run in one sandbox
  // Where the compile step only looks for errors it may be left out: the program's first run that
  // fails calls for it (deferred_check()).
  bool may_defer_check = false;
};

// Immutable once prepared: threads may share it.
class Program {
 public:
  // Compiles in `box`, or takes the result from `cache` (may be null) and puts it into `box`. The
  // result's verdict() is kCompileError when the sources are at fault; a Status is ours.
  static Result<Program> Prepare(const runtime_images::LanguageTable& languages, ProgramSpec spec,
                                 sandbox::Sandbox& box, const sandbox::CompileCache* cache,
                                 std::stop_token stop = {});

  Verdict verdict() const { return verdict_; }
  // The compile step was left out; Check makes it.
  bool deferred_check() const { return !check_.empty(); }
  // The compile step that was left out, in a sandbox that holds the program.
  Result<sandbox::Outcome> Check(sandbox::Sandbox& box, std::stop_token stop) const;
  const std::string& compiler_output() const { return compiler_output_; }
  bool from_cache() const { return from_cache_; }
  const runtime_images::Language& language() const { return *language_; }

  // One run as the language has it: command, environment, limits. Only after kAccepted.
  const sandbox::RunSpec& run() const { return run_; }

  // What was compiled, into another sandbox.
  Status PutInto(sandbox::Sandbox& box) const;

 private:
  Program() = default;
  const runtime_images::Language* language_ = nullptr;
  sandbox::RunSpec run_, compile_;
  std::vector<std::vector<std::string>> check_;  // commands that were left out
  Verdict verdict_ = Verdict::kAccepted;
  std::string compiler_output_;
  bool from_cache_ = false, many_runs_ = false;
  std::shared_ptr<const std::vector<sandbox::CollectedFile>> files_;
};

}  // namespace assay::grader
