#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/sandbox.h"

// A student's files with a suite's files over them.
namespace assay::grader {

struct Overlay {
  std::vector<sandbox::CollectedFile> files;
  // What of the lower side was left out because it would have steered the framework or hidden a
  // file of the suite: "conftest.py: steers pytest".
  std::vector<std::string> refused;
};

// Whether a file of this path, in a submission, would change how tests are found, run or reported
// instead of being what is tested: conftest.py, package.json, build.rs, TestMain's *_test.go …
// `language` is a name of the language table. Empty: no; else why.
std::string HijackReason(std::string_view language, std::string_view path);

// Files of `upper` win: the same path, and paths that one side has as a file and the other as a
// folder. `reserved` are paths that a run writes itself ("results.xml"): nothing of `lower` may
// stand there or below.
Overlay PutOver(std::string_view language, std::vector<sandbox::CollectedFile> lower,
                const std::vector<sandbox::CollectedFile>& upper,
                const std::vector<std::string>& reserved);

}  // namespace assay::grader
