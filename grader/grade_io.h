#pragma once

#include "grader/grade.h"

namespace assay::grader {

// The part of GradeSubmission for a StandardIo task: compiles, runs the tests with as many
// sandboxes as `grading.workers` says, and gives an event for each test in the tally's order.
// `progress` counts the tests of all parts. A Status is a fault of ours.
struct Progress {
  size_t done = 0, total = 0;
};
Result<PartReport> GradeStandardIo(const Grading& grading, const Package& package, const Part& part,
                                   const StandardIo& task, const Submission& submission,
                                   Report& report, const GradeOptions& options, Progress& progress);

size_t CountTests(const StandardIo& task);

}  // namespace assay::grader
