#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/status.h"
#include "grader/verdict.h"
#include "runtime-images/language.h"
#include "sandbox/compile_cache.h"
#include "sandbox/sandbox.h"

// A submission made ready to run: its language found, its sources compiled in a sandbox with limits
// of its own, and put into the sandbox in which the tests run.
namespace assay::grader {

struct Submission {
  std::vector<sandbox::CollectedFile> files;
  std::string language;  // empty: by the files' names
};

struct ProblemLimits {
  std::chrono::milliseconds time{1000};
  uint64_t memory_bytes = 256 * sandbox::kMiB;
  uint64_t output_bytes = 8 * sandbox::kMiB;
};

class Program {
 public:
  // What the language makes of the problem's limits, for one run of the tests.
  static sandbox::Limits RunLimits(const runtime_images::Language& language,
                                   const ProblemLimits& limits);
  // The limits of one compilation.
  static sandbox::Limits CompileLimits(const runtime_images::Language& language);

  // Finds language and entry file, and compiles in `box` (or takes the result from `cache`, which
  // may be null). The result's verdict() is kCompileError when the sources are at fault; a Status
  // is ours.
  static Result<Program> Prepare(const runtime_images::LanguageTable& languages,
                                 const Submission& submission, const std::string& image_digest,
                                 const ProblemLimits& limits, sandbox::Sandbox& box,
                                 const sandbox::CompileCache* cache);

  Verdict verdict() const { return verdict_; }
  const std::string& compiler_output() const { return compiler_output_; }
  bool from_cache() const { return from_cache_; }
  const runtime_images::Language& language() const { return *language_; }

  // One test: standard input in, Outcome out. Only after verdict() == kAccepted.
  Result<sandbox::Outcome> Run(sandbox::Sandbox& box, std::string_view input) const;

 private:
  Program() = default;
  const runtime_images::Language* language_ = nullptr;
  sandbox::RunSpec run_;
  Verdict verdict_ = Verdict::kAccepted;
  std::string compiler_output_;
  bool from_cache_ = false;
};

// The language of a submission; kInvalidArgument says what to do.
Result<const runtime_images::Language*> FindLanguage(const runtime_images::LanguageTable& languages,
                                                     const Submission& submission);

}  // namespace assay::grader
