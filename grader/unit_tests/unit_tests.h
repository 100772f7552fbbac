#pragma once

#include "grader/grade.h"
#include "grader/package.h"
#include "grader/report.h"

// Grading by unit tests: a suite of the package over the student's code, or a student's tests over
// a reference and over mutants of it.
//
// What is defended against, and what is not. The code under test runs in the process of the
// framework, so that it could do there whatever the framework can. A submission cannot replace a
// file of the suite or configure the framework; results stand in a file whose name it is not told,
// where the framework allows; a run that ended early, by a limit or against its own results, gives
// no points; tests that the suite's text holds and the run did not report are failed ones; tests
// that it does not hold give nothing; of several results of one test the worst counts. Code that
// takes the framework apart from inside, knowing it, is not caught by this: compare by standard
// input and output where that matters.
namespace assay::grader {

// Never fails: what goes wrong on our side is a JE of the part. Fills compiler output, times and
// memory of `report`, and sends a kTest event for each row.
PartReport GradeUnitTests(const Grading& grading, const Package& package, const Part& part,
                          const UnitTests& unit, const Submission& submission, Report& report,
                          const GradeOptions& options);

}  // namespace assay::grader
