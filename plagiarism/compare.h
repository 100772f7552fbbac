#pragma once

#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "common/status.h"
#include "plagiarism/comparison.h"

namespace assay::plagiarism {

struct CompareOptions {
  size_t max_pairs = 500;                // reported with their passages
  double min_probability = 0.0;          // pairs below it are counted, not reported
  std::set<std::string> refused_common;  // keys of CommonCode that shall weigh as any code
  int threads = 2;
  // Called now and then, from any one thread at a time; part of 1.
  std::function<void(double part, std::string_view doing)> progress;
  std::stop_token stop;
};

// Compares every submission of Origin::kClass with every other. Takes what it compares and gives it
// back in the result. Bad files are notes, never errors. kInvalidArgument: two submissions have one
// id. kCancelled: stopped.
Result<Comparison> Compare(std::vector<Submission> submissions, const CompareOptions& options);

}  // namespace assay::plagiarism
