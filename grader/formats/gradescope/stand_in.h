#pragma once

#include <string_view>
#include <vector>

namespace assay::grader::gradescope {

struct StandInFile {
  std::string_view path, text;
};

// Python autograders import gradescope_utils, which their setup.sh fetches from the network. This
// is a module of that name written from its documentation: the decorators of
// gradescope_utils.autograder_utils.decorators (weight, number, visibility, tags, hide_errors,
// leaderboard, partial_credit), files.check_submitted_files, and json_test_runner.JSONTestRunner.
// It comes last in Python's path but before what the image has, so a package's own copy wins.
const std::vector<StandInFile>& StandIn();

}  // namespace assay::grader::gradescope
