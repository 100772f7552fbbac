#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "grader/grade.h"
#include "grader/package.h"
#include "grader/unit_tests/results.h"
#include "grader/verdict.h"
#include "runtime-images/language.h"
#include "sandbox/sandbox.h"

// One run of a suite of unit tests over one set of files, in a sandbox of its own.
namespace assay::grader {

// How a suite is compiled and run: a framework of the language table, or the package's commands.
struct SuitePlan {
  const runtime_images::Language* language = nullptr;
  sandbox::RootImage image;
  std::string framework;
  std::vector<std::vector<std::string>> compile;  // words with {sources}, {tests} …
  std::vector<std::vector<std::string>> run;      // one after another; the last is the framework
  std::string result;                             // where the run writes; empty: standard output
  ResultFormat format = ResultFormat::kJunitXml;
  std::string witness;  // runtime_images::Framework::witness; empty: none is asked for
  ProblemLimits limits;
  std::vector<sandbox::CollectedFile> suite;  // the package's side: given files and tests
  std::vector<std::string> tests;             // paths of the test files among `suite`
  std::set<std::string> expected;             // names of the tests that the suite's text holds
  std::set<std::string> skipped;              // those of them that the suite leaves out itself
};

// kInvalidArgument says what the author has to mend.
Result<SuitePlan> PlanSuite(const Grading& grading, const Part& part, const UnitTests& unit,
                            const runtime_images::Language& language);

// The same over files that were loaded: `beside` is put over the student's side, `tests` over both.
Result<SuitePlan> PlanSuite(const Grading& grading, const Part& part, const UnitTests& unit,
                            const runtime_images::Language& language,
                            std::vector<sandbox::CollectedFile> beside,
                            const std::vector<sandbox::CollectedFile>& tests);

struct SuiteRun {
  // kAccepted: the framework came to its end and its results are whole; what the tests say is in
  // the rows. Otherwise why there are no results to believe.
  Verdict verdict = Verdict::kAccepted;
  std::string message;
  std::string compiler_output;
  bool from_cache = false;
  sandbox::Outcome outcome;
  SuiteResults results;
  std::vector<std::string> refused;  // of the lower side's files, with the reason
};

// `lower` is the student's side, over which the plan's suite is put. A Status is ours.
Result<SuiteRun> RunSuite(const Grading& grading, const SuitePlan& plan,
                          std::vector<sandbox::CollectedFile> lower, const GradeOptions& options);

// A program's files by their names below its base. kNotFound and the like name the file.
Result<std::vector<sandbox::CollectedFile>> LoadFiles(const PackageProgram& program);

// The result's first folder or file under another name wherever `run` says it, so that a submission
// cannot know where the results will stand. Untouched where the command does not say it.
void RenameResult(const std::string& nonce, std::vector<std::string>& run, std::string& result);

}  // namespace assay::grader
