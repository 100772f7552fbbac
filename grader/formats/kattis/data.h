#pragma once

#include <optional>

#include "common/status.h"
#include "grader/formats/kattis/problem_yaml.h"
#include "grader/formats/kattis/tree.h"
#include "grader/package.h"

namespace assay::grader::kattis {

struct TestData {
  // The groups "sample" and "secret" below it. What the checker is given stands in each test where
  // it is a program, and in each group's own checker where it is the built-in comparison.
  Group root;
  // The best score that a submission can get (the least, where the problem minimises); empty: there
  // is no bound, or nothing is scored.
  std::optional<double> best_score;
  // Some group accepts what has rejected tests in it: an accepted submission may fail some.
  bool accepts_rejected_tests = false;
};

// Errors name the file and what is missing.
Result<TestData> ReadData(Tree& tree, const ProblemYaml& problem, bool custom_validator);

}  // namespace assay::grader::kattis
