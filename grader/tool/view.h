#pragma once

#include <string>
#include <vector>

#include "grader/package.h"
#include "grader/report.h"
#include "grader/tool/terminal.h"
#include "grader/verify/labels.h"

// How `assay grade` and `assay verify` show results on a terminal.
namespace assay::grader {

struct Row {
  std::string name;
  const LabelledSubmission* label = nullptr;  // null: accepted is expected
  Report report;
  LabelCheck check;  // with a label

  bool AsExpected() const {
    return label != nullptr ? check.agrees() : report.verdict == Verdict::kAccepted;
  }
};

// `names`: of all rows to come, for the width of the first column.
std::string TableHead(const Package& package, const std::string& backend,
                      const std::vector<std::string>& names);
std::string TableLine(const Row& row, size_t name_width, const Terminal& terminal);
size_t NameWidth(const std::vector<std::string>& names);

// Test by test: groups with points, each test's verdict, times and message, hints, annotations.
std::string Details(const Report& report, const Terminal& terminal);
// One line, as a test ends.
std::string TestLine(const TestReport& test, const Terminal& terminal);

size_t CountTests(const Package& package);

}  // namespace assay::grader
