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
  std::optional<LabelledSubmission> label;  // empty: accepted is expected
  Report report;

  bool AsExpected() const;
  // "WA", or what else the label says of the whole; "" without one.
  std::string Expected() const;
};

std::string Header(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows);
std::string Line(const Row& row, bool colour);
std::string Summary(const std::vector<Row>& rows);
std::string ToJson(const Package& package, const std::string& backend,
                   const std::vector<Row>& rows);

}  // namespace assay::grader
