#pragma once

#include <set>
#include <string>
#include <string_view>

#include "grader/package.h"
#include "grader/report.h"
#include "grader/unit_tests/results.h"

// From a framework's rows to tests with points.
namespace assay::grader {

struct RowRules {
  std::string_view language;
  const std::set<std::string>* expected = nullptr;  // may be empty: nothing is known of the suite
  const std::set<std::string>* skipped = nullptr;   // by the suite itself; may be null
  const Part* part = nullptr;
  const UnitTests* unit = nullptr;
  int attempt = 1;
  // False where the run is not to be believed: rows are shown, and give nothing.
  bool believed = true;
  Verdict verdict = Verdict::kAccepted;  // of the run; what tests get that were not reported
};

// Fills tests, score, max_score and verdict. Each pattern's points are shared equally by the tests
// that match it and no earlier one; without patterns every test counts the same.
void ScoreRows(const RowRules& rules, const SuiteResults& results, PartReport& part);

// What the scoring rule makes of tests that have score and max_score, scaled to the part's points.
void Combine(Scoring scoring, std::optional<double> points, PartReport& part);

// A message's first line that says something, as valid text.
std::string OneLine(std::string_view message);

}  // namespace assay::grader
