#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "common/status.h"

namespace assay::grader::cms {

struct Subtask {
  double points = 0;
  size_t tests = 0;
};

// A gen/GEN: a line for each test, and "#ST: 25" before those of a subtask.
struct GenFile {
  std::vector<Subtask> subtasks;  // empty: the file names none
  size_t tests = 0;
};

// Messages name "gen/GEN" and the line.
Result<GenFile> ParseGenFile(std::string_view text);

}  // namespace assay::grader::cms
