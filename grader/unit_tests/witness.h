#pragma once

#include <set>
#include <string>
#include <vector>

#include "grader/unit_tests/results.h"
#include "sandbox/sandbox.h"

// What a test program prints, its tests can print too. So what a framework wrote beside it, into
// files whose names were made up for this run, has to say the same (runtime_images::Framework).
namespace assay::grader {

// The file `witness` is there, or one below it.
bool HasWitness(const std::vector<sandbox::CollectedFile>& written, const std::string& witness);

// A row that passed stays so where libtest's logs below `witness` have a line "ok NAME" for it, one
// a row, and none that says otherwise. Else it becomes an error. Doctests keep no log.
void ConfirmLibtest(const std::vector<sandbox::CollectedFile>& written, const std::string& witness,
                    SuiteResults& results);

// The same for rows that are not of one of `tests`, by the part of the name before a "/".
void KeepPasses(const std::set<std::string>& tests, SuiteResults& results);

}  // namespace assay::grader
