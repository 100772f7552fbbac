#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace assay::judge::v1 {
class JobResult;
class TestDone;
}  // namespace assay::judge::v1

namespace assay::judge {

struct FigureLimits {
  int processors = 64;                             // of the largest worker
  int64_t max_memory_bytes = int64_t{256} << 30U;  // of one run
  std::chrono::milliseconds margin{2000};          // clocks differ, and start-up counts
};

// What no honest worker says: negative or undefined figures, points above the most there are, more
// CPU time than its processors have in that time, more memory than machines have, a job that took
// longer than its lease is old. Empty: nothing of it. `held`: how long the lease is held; empty
// where that is not known.
std::optional<std::string> Impossible(const v1::JobResult& result,
                                      std::optional<std::chrono::microseconds> held,
                                      const FigureLimits& limits);
std::optional<std::string> Impossible(const v1::TestDone& test, const FigureLimits& limits);

}  // namespace assay::judge
