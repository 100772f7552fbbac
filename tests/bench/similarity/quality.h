#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "common/status.h"
#include "tests/bench/similarity/contestant.h"

namespace assay::bench::similarity {

struct QualityOptions {
  std::vector<std::filesystem::path> sets;
  std::vector<Contestant> contestants;  // ours first
  // Scores of others are kept here and not computed again; ours always are.
  std::filesystem::path kept;
  int rounds = 400;
};

// Runs every contestant on every task of every set; a Markdown table with a row for each set and
// level. What fails is a line on stderr, and its pairs have no score.
Result<std::string> QualityTable(const QualityOptions& options);

}  // namespace assay::bench::similarity
