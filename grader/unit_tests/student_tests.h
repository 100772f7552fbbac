#pragma once

#include "grader/grade.h"
#include "grader/package.h"
#include "grader/report.h"
#include "runtime-images/language.h"

namespace assay::grader {

// A student's tests: `unit.reference` must pass them all, and each mutant must fail at least one.
// Rows "reference" and "mutant NAME". A reference that they reject gives no points at all: tests
// that fail whatever they are given would kill every mutant. A Status is ours.
Status GradeStudentTests(const Grading& grading, const Part& part, const UnitTests& unit,
                         const runtime_images::Language& language, const Submission& submission,
                         Report& report, const GradeOptions& options, PartReport& out);

}  // namespace assay::grader
