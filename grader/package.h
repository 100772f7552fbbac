#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "grader/program.h"
#include "grader/verdict.h"

// A problem in a folder: problem.yaml, data/*.in with data/*.ans, and submissions/<verdict>/ with
// programs that must get that verdict.
namespace assay::grader {

struct Test {
  std::string name;  // "data/1"
  std::filesystem::path input, answer;
};

struct LabelledSubmission {
  std::string name;  // "submissions/accepted/sum.py"
  std::filesystem::path path;
  Verdict expected;
};

struct Package {
  std::string title;
  ProblemLimits limits;
  std::vector<Test> tests;  // in name order
  std::vector<LabelledSubmission> submissions;
};

// Errors name file and line.
Result<Package> LoadPackage(const std::filesystem::path& folder);

// One file, or the regular files of a folder.
Result<Submission> LoadSubmission(const std::filesystem::path& path);

}  // namespace assay::grader
