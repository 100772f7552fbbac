#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "grader/grade.h"
#include "grader/verify/labels.h"

// Tells an author what is wrong with a package before a student finds out: what its files say that
// cannot be, inputs that its own validators refuse, labelled submissions that do not get what they
// are labelled with, and time limits too near to what right submissions need.
namespace assay::grader {

struct Finding {
  using Severity = Annotation::Severity;
  Severity severity = Severity::kWarning;
  std::string where;  // "data/secret/3.in", "submissions/accepted/a.py"
  std::string what;   // and what to do
};

struct VerifiedSubmission {
  const LabelledSubmission* label = nullptr;  // of the package
  Report report;
  LabelCheck check;
};

struct PackageVerification {
  std::vector<Finding> findings;
  std::vector<VerifiedSubmission> submissions;
  // The limit that the submissions were judged with, and where it is from.
  std::chrono::milliseconds time_limit{};
  bool calibrated = false;
  std::chrono::milliseconds slowest_accepted{};  // zero: none measured

  size_t Count(Finding::Severity severity) const;
  bool ok() const { return Count(Finding::Severity::kError) == 0; }
};

struct VerifyOptions {
  GradeOptions grade;
  bool run_validators = true;
  bool run_submissions = true;
  std::string only;  // submissions whose name contains this; empty: all
  // As things happen; may be empty. `done` of `total`.
  std::function<void(const std::string& what, size_t done, size_t total)> progress;
  std::function<void(const VerifiedSubmission&)> submission;
  std::function<void(const Finding&)> finding;
  // A validator that was asked about all `inputs`, of which it refused so many.
  std::function<void(const PackageProgram&, size_t refused, size_t inputs)> validator;
};

// Never fails as such: what goes wrong is a finding. `package` must outlive the result. After
// options.grade.stop nothing more is run, and what was not run to its end is not judged.
PackageVerification VerifyPackage(const Grading& grading, const Package& package,
                                  const VerifyOptions& options);

// ---- parts, for themselves

// What can be said without running anything.
std::vector<Finding> CheckStatically(const Package& package);

// Kattis' rule: the slowest accepted submission times `to_limit`, up to a whole second.
std::chrono::milliseconds CalibratedLimit(std::chrono::nanoseconds slowest, double to_limit);

}  // namespace assay::grader
