#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/package.h"
#include "grader/run/checker.h"
#include "grader/run/student.h"

namespace assay::grader {

struct InteractiveResult {
  StudentRun student;
  CheckAnswer answer;                      // the interactor's
  Verdict verdict = Verdict::kJudgeError;  // of both together
  std::string message;
  std::string transcript;
  std::string written;  // what the interactor wrote as its {output}, for a checker after it
};

// One conversation: submission and interactor each in a sandbox of its own with limits of its own,
// joined by pipes. Whose verdict counts:
//   the interactor rejected and ended first                      the interactor's
//   the submission passed a limit or failed before that          the submission's (TLE, OLE, RTE …)
//   both waited for each other                                   ILE
//   otherwise                                                    the interactor's
// A Status: a sandbox failed twice, or the interactor does not compile.
Result<InteractiveResult> RunInteractive(Student& student, CheckerRunner& checkers,
                                         const Checker& interactor, const Test& test,
                                         const CheckRequest& request, std::stop_token stop);

}  // namespace assay::grader
