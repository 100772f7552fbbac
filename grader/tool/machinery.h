#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/status.h"
#include "grader/grade.h"
#include "runtime-images/language.h"
#include "sandbox/compile_cache.h"
#include "sandbox/sandbox.h"

// What every command of `assay` that grades stands on.
namespace assay::grader {

// Documented in docs/cli.md and the man page; nothing else is returned.
enum ExitCode : int {
  kExitOk = 0,         // accepted, or all as expected
  kExitRejected = 1,   // some submission is not, or the package has errors
  kExitUsage = 64,     // wrong usage
  kExitBadInput = 65,  // a package or submission that cannot be read
  kExitNoFile = 66,    // a file or folder that is not there
  kExitFailed = 70,    // the judge failed: a JE
};

struct MachineryOptions {
  std::string backend;  // empty: gvisor where runsc is found, else native
  bool no_cache = false;
  unsigned jobs = 0;  // 0: one sandbox a processor
};

class Machinery {
 public:
  static Result<std::unique_ptr<Machinery>> Assemble(const MachineryOptions& options);

  const Grading& grading() const { return grading_; }
  std::string backend() const { return std::string(factory_->name()); }
  const runtime_images::LanguageTable& languages() const { return languages_; }

 private:
  explicit Machinery(runtime_images::LanguageTable languages) : languages_(std::move(languages)) {}
  runtime_images::LanguageTable languages_;
  std::unique_ptr<sandbox::SandboxFactory> factory_;
  std::optional<sandbox::CompileCache> cache_;
  Grading grading_;
};

// Prints "assay: …" on standard error; the exit code that fits.
int Complain(const Status& status);

// $XDG_DATA_HOME/assay, ~/.local/share/assay, or /var/lib/assay for root: keys of receipts.
std::filesystem::path DataFolder();

}  // namespace assay::grader
