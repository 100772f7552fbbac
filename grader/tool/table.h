#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "grader/grade.h"

// How `assay grade` shows its results.
namespace assay::grader {

struct Row {
  std::string name;
  std::filesystem::path path;
  std::optional<Verdict> expected;
  Grade grade;

  bool AsExpected() const { return grade.verdict == expected.value_or(Verdict::kAccepted); }
};

std::string Header(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows);
std::string Line(const Row& row, bool colour);
std::string Summary(const std::vector<Row>& rows);
std::string ToJson(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows);

}  // namespace assay::grader
