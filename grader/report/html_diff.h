#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "grader/report.h"

// Expected and actual output side by side.
namespace assay::grader::html {

struct DiffRow {
  enum class Kind : uint8_t { kSame, kChanged, kMissing, kExtra, kGap } kind = Kind::kSame;
  // Of the line in each text, from 0. kGap: `skipped` equal lines are left out.
  std::optional<size_t> expected, actual;
  size_t skipped = 0;
};

// Lines without their ends.
std::vector<std::string_view> SplitLines(std::string_view text);

// Rows in order. Lines are matched by their longest common subsequence where that is affordable,
// and else one by one; what is left on both sides of a place is paired as changed. `context` equal
// lines stay around each difference.
std::vector<DiffRow> DiffLines(const std::vector<std::string_view>& expected,
                               const std::vector<std::string_view>& actual, size_t context = 3);

// The table, with the place where the comparison found its first difference pointed at.
std::string DiffTable(const TestReport& test);

}  // namespace assay::grader::html
