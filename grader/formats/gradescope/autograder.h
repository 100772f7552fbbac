#pragma once

#include <string>

#include "common/status.h"
#include "grader/formats/gradescope/results.h"
#include "grader/grade.h"
#include "grader/package.h"
#include "grader/report.h"
#include "grader/submission.h"

namespace assay::grader {

// Runs a Gradescope autograder over one submission, in one sandbox without a network, laid out as
// Gradescope does: /autograder/{run_autograder,source,submission,results,submission_metadata.json}.
// Images carry /autograder as a link to /work/autograder. setup.sh runs first; when it fails, the
// report's judge_message says so and grading goes on. The student's code and the package's share
// the sandbox, as they do there: a student may forge the results, and Gradescope's own advice (a
// user of their own for the student's code) is the package's to follow.
//
// A Status is what is not the submission's doing: a JE for it.
Result<PartReport> GradeAutograder(const Grading& grading, const Package& package, const Part& part,
                                   const Autograder& autograder, const Submission& submission,
                                   Report& report, const GradeOptions& options);

namespace gradescope {

// What the results come to, for a part that is worth `points` (empty: what the results say).
PartReport ToPartReport(const Results& results, std::optional<double> points);

}  // namespace gradescope
}  // namespace assay::grader
