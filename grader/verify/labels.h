#pragma once

#include <string>
#include <vector>

#include "grader/package.h"
#include "grader/report.h"

namespace assay::grader {

// Whether a graded submission got what its label says. Tests that did not run (SKIP) say nothing.
struct LabelCheck {
  std::vector<std::string> why;  // what does not agree, a line each: "secret/3: RTE, not one of AC"
  bool agrees() const { return why.empty(); }
};
LabelCheck CheckLabel(const LabelledSubmission& label, const Report& report);

// "AC|TLE": the verdicts that the label allows for the whole; empty where any will do.
std::string ExpectedVerdicts(const LabelledSubmission& label);

}  // namespace assay::grader
