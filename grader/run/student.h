#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/mapped_file.h"
#include "common/status.h"
#include "grader/grade.h"
#include "grader/package.h"
#include "grader/program.h"
#include "grader/run/box.h"
#include "grader/run/deferred_check.h"
#include "grader/verdict.h"

namespace assay::grader {

// What one run of the submission says before anybody looks at its output.
struct StudentRun {
  sandbox::Outcome outcome;
  Verdict verdict = Verdict::kJudgeError;
  // So near its time limit that another run might say something else.
  bool near_limit = false;
  std::string message;  // where the verdict is not kAccepted
};

// Runs a submission's tests in one sandbox. Used by one thread at a time; `program` and `check` are
// borrowed.
class Student {
 public:
  Student(const Program& program, DeferredCheck& check, std::unique_ptr<Box> box, const Part& part,
          const StandardIo& task, const GradeOptions& options);

  // The verdict is kCompileError where a check that was deferred refuses the sources.
  Result<StudentRun> Run(const Test& test, std::string_view input);

  // For interactive runs, whose streams go elsewhere.
  sandbox::RunSpec Spec(const Test& test) const;
  Result<sandbox::Sandbox*> Ready(const Test& test);
  void Discard() { box_->Discard(); }
  StudentRun Judge(sandbox::Outcome outcome) const;

  std::chrono::nanoseconds time_limit() const { return time_limit_; }
  uint64_t memory_limit() const { return program_.run().limits.memory_bytes; }
  std::string_view language() const { return program_.language().name; }

 private:
  Result<std::vector<BoxFile>> FilesOf(const Test& test);

  const Program& program_;
  DeferredCheck& check_;
  std::unique_ptr<Box> box_;
  const Part& part_;
  const StandardIo& task_;
  const GradeOptions& options_;
  std::chrono::nanoseconds time_limit_;
  std::vector<MappedFile> test_files_;
};

}  // namespace assay::grader
