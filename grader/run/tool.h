#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "common/status.h"
#include "grader/grade.h"
#include "grader/package.h"
#include "grader/program.h"
#include "grader/run/box.h"

namespace assay::grader {

// The files of a package's program, by their names below its base.
Result<std::vector<sandbox::CollectedFile>> ReadProgramFiles(const PackageProgram& program);

// A checker, interactor or generator: compiled once, at the first need, and run in sandboxes of its
// own. Thread-safe.
class Tool {
 public:
  // `extra`: files beside the program's own. `run`: instead of the language's command.
  Tool(const Grading& grading, const PackageProgram& program, const ProblemLimits& limits,
       std::vector<sandbox::CollectedFile> extra = {}, std::vector<std::string> run = {});

  // A sandbox with the program in it. kInvalidArgument with the compiler's words when it does
  // not compile; said again at every call.
  Result<std::unique_ptr<Box>> NewBox();

  // One run as the language has it, with the program's own arguments. After a NewBox that was ok.
  const sandbox::RunSpec& run() const { return run_; }
  const std::string& name() const { return program_.name; }

 private:
  Status Prepare();

  const Grading& grading_;
  const PackageProgram& program_;
  const ProblemLimits limits_;
  std::vector<sandbox::CollectedFile> extra_;
  std::vector<std::string> own_run_;

  std::mutex mutex_;
  std::optional<Status> prepared_;
  std::optional<Program> compiled_;
  sandbox::SandboxSpec spec_;
  sandbox::RunSpec run_;
  std::unique_ptr<sandbox::Sandbox> first_;  // in which it was compiled
};

// What a checker, interactor or generator may use.
ProblemLimits ToolLimits(const ProblemLimits& limits);

}  // namespace assay::grader
