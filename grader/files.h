#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/package.h"
#include "grader/submission.h"
#include "runtime-images/language.h"

namespace assay::grader {

// What is wrong with the files that were handed in, by the part's rules; empty when nothing is.
// Names the file and says what to do: it is shown to the student.
std::string CheckFiles(const Part& part, const Submission& submission,
                       const runtime_images::Language& language);

// What the part gives beside a submission in this language. Without files that the submission
// brings itself and may change.
Result<std::vector<sandbox::CollectedFile>> GivenFiles(const Part& part,
                                                       const Submission& submission,
                                                       const runtime_images::Language& language);

// The submission with the files that the part gives for this language. A given file replaces one
// of the same name, unless that may be edited.
Result<std::vector<sandbox::CollectedFile>> JoinFiles(const Part& part,
                                                      const Submission& submission,
                                                      const runtime_images::Language& language);

// The main program that the part gives for this language (PackageProgram::entry): it starts, and
// the submission is what it calls. Empty: the submission starts by itself.
std::string GivenEntry(const Part& part, const runtime_images::Language& language);

}  // namespace assay::grader
