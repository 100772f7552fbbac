#pragma once

#include <vector>

#include "common/status.h"
#include "grader/formats/kattis/data.h"
#include "grader/formats/kattis/problem_yaml.h"
#include "grader/formats/kattis/tree.h"
#include "grader/package.h"

namespace assay::grader::kattis {

// submissions/: every file or folder two levels down that is a program, with what its folder's
// name, submissions.yaml and its own @EXPECTED_RESULTS@ tag say of it.
Result<std::vector<LabelledSubmission>> ReadSubmissions(Tree& tree, const ProblemYaml& problem,
                                                        const TestData& data);

}  // namespace assay::grader::kattis
