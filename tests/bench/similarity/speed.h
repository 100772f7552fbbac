#pragma once

#include <string>
#include <vector>

#include "common/status.h"
#include "tests/bench/similarity/class_generator.h"
#include "tests/bench/similarity/contestant.h"

namespace assay::bench::similarity {

struct SpeedOptions {
  std::vector<ClassShape> shapes;
  std::vector<Contestant> contestants;  // ours first
  int runs = 3;
  int peer_runs = 3;  // the slowest peer needs many minutes for the largest class
};

// Medians of CPU time, wall time and peak memory of every contestant on every class, as Markdown.
Result<std::string> SpeedTable(const SpeedOptions& options);

// Writes a class as FOLDER/SUBMISSION/Main.java.
Status WriteClass(const ClassShape& shape, const std::filesystem::path& folder);

}  // namespace assay::bench::similarity
