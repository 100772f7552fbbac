#pragma once

#include "common/status.h"
#include "grader/package.h"
#include "grader/report.h"
#include "grader/submission.h"
#include "runtime-images/language.h"

// What every way to grade a part begins and ends with.
namespace assay::grader {

// With the part's names and what it is worth; the verdict is still JE.
PartReport BeginPart(const Part& part);

// A fault on our side: JE and no points, whatever was written before.
void EndWithFault(const Status& status, PartReport& out);

// The language of what was handed in to a part; null when that cannot be told, which is the
// submission's fault and written into `out`. A part for one language needs no names to tell it: a
// C++ header alone is C++ there.
const runtime_images::Language* LanguageOfPart(const runtime_images::LanguageTable& languages,
                                               const Part& part, const Submission& submission,
                                               PartReport& out);

}  // namespace assay::grader
