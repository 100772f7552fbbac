#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "grader/report.h"
#include "sandbox/sandbox.h"

// What of a compiler's words a student may read. A submission is compiled together with files that
// its author does not see (tests, a main program), and compilers quote what they complain about.
namespace assay::grader {

// The lines about the submission's own files and those about none (a linker's summary). Left out
// and counted in a last line are those that name a file of `unseen`, what a compiler quotes after
// such a line, and wherever they stand lines of those files' text. Of a linker's complaint there
// remains the symbol: the name of a function that is missing is the student's to know. A file of
// `unseen` that the submission holds with the same bytes is no secret.
std::string ForStudents(std::string_view output, const std::vector<sandbox::CollectedFile>& own,
                        const std::vector<sandbox::CollectedFile>& unseen);

// Both views of it, where the report has none yet.
void SetCompilerOutput(std::string_view output, const std::vector<sandbox::CollectedFile>& own,
                       const std::vector<sandbox::CollectedFile>& unseen, Report& report);

// The first line that names an error (compilers put the cause first), else the last that says
// something; at most 160 bytes.
std::string ErrorLine(std::string_view text);

}  // namespace assay::grader
