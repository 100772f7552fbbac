#pragma once

#include <map>
#include <string>
#include <vector>

#include "grader/report/export.h"

// Reports that tests export: one with everything in it, and what breaks formats.
namespace assay::grader::samples {

// What is written into every field that only teachers may see, each time with a number after it.
constexpr const char* kSecret = "S3CRET";

Report Partial();       // two parts, groups, all kinds of verdicts, notes on the source
Report Accepted();      // small
Report CompileError();  // no test ran
Report JudgeError();    // ours
Report Hostile();       // every text is what a format would trip over
Report WithSecrets();   // tests of every visibility, kSecret wherever one may not look

std::map<std::string, Report> All();
std::map<std::string, std::string> Sources();  // of Partial()

}  // namespace assay::grader::samples
