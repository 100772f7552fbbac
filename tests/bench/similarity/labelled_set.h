#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "common/status.h"
#include "tests/bench/similarity/metrics.h"

// Sets of labelled pairs in the layout of tests/similarity/corpus:
// SET/TASK/SUBMISSION/FILE… and SET/TASK/labels.csv with "left,right,copied,level".
namespace assay::bench::similarity {

struct LabelledPair {
  std::string left, right, level;
  bool copied = false;
};

struct LabelledTask {
  std::string name;
  std::filesystem::path folder;
  std::vector<LabelledPair> pairs;
};

struct LabelledSet {
  std::string name;
  std::vector<LabelledTask> tasks;  // by name
};

// kNotFound: no task with labels in it. kInvalidArgument names file and line.
Result<LabelledSet> ReadSet(const std::filesystem::path& folder);

// A pair's score, whichever side is named first.
using Scores = std::map<std::pair<std::string, std::string>, double>;

// "left,right,score" with a head line, as every contestant writes it.
Result<Scores> ReadScores(const std::filesystem::path& file);

// A row for each labelled pair. A pair without a score has 0: a contestant that cannot read a file,
// or does not report a pair, does not see the copy.
void AddRows(const LabelledTask& task, const Scores& scores, std::vector<Row>& rows);

}  // namespace assay::bench::similarity
