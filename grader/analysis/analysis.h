#pragma once

#include "grader/grade.h"
#include "grader/package.h"
#include "grader/report.h"

// What is said of a submission besides whether its answers are right: style, constructs, growth of
// its running time. None of these fails: what goes wrong on our side is a JE of the part.
namespace assay::grader {

// Runs a linter of the language table over the submission in a sandbox. Findings become
// annotations and cost points; they never reject: the verdict is AC.
PartReport GradeStyle(const Grading& grading, const Package& package, const Part& part,
                      const Style& style, const Submission& submission, Report& report,
                      const GradeOptions& options);

// Looks for the constructs of tree-sitter queries. Rules of other languages than the submission's
// do not count; those that count share the points equally.
PartReport GradeConstructs(const Grading& grading, const Package& package, const Part& part,
                           const Constructs& constructs, const Submission& submission,
                           Report& report, const GradeOptions& options);

// Runs the submission over growing inputs and compares how its CPU time grows with what was asked.
// TLE only where two measurements agree that it grows faster by more than noise explains; what is
// not clear is in the student's favour, and said.
PartReport GradeGrowth(const Grading& grading, const Package& package, const Part& part,
                       const Growth& growth, const Submission& submission, Report& report,
                       const GradeOptions& options);

}  // namespace assay::grader
