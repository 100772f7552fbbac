#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"
#include "grader/package.h"

// How the exercises of each track are compiled and run here: with the compilers and frameworks of
// the images, without network, build tool or package manager.
namespace assay::grader::exercism {

struct Exercise {
  std::filesystem::path folder;
  std::string slug;  // "clock"
  std::vector<std::string> solution, test, example, editor;
};

// "python", "cpp", "java", "javascript", "go", "rust" by the solution's names; empty: none of them.
std::string TrackOf(const Exercise& exercise);

// Fills the task of `part` and what is put beside a submission; files that this adds are written
// below `scratch`. `others` are the exercise's files that are neither solution nor test.
Status FillTask(const std::string& track, const Exercise& exercise,
                const std::vector<std::string>& others, const std::filesystem::path& scratch,
                Part& part);

// Where an example's files stand in the place of the solution's: pairs of path in the exercise and
// path in the submission.
std::vector<std::pair<std::string, std::string>> PlaceExample(const Exercise& exercise);

}  // namespace assay::grader::exercism
