#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

namespace assay::judge {

// Which ids a reader of "id > watermark" still has to ask for. Ids are given out before the commit,
// so a smaller one may appear after a larger one: such gaps are asked for again for a short while
// (most belong to an insert that found its key there and never come). What is later still, the
// census finds. Thread-compatible; times are the caller's steady clock.
class Arrivals {
 public:
  using Time = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kGapLife{500};
  static constexpr size_t kMaxGaps = 2000;

  explicit Arrivals(int64_t seen) : seen_(seen) {}

  int64_t seen() const { return seen_; }
  std::vector<int64_t> Gaps(Time now);

  // An id that was read, larger ones in ascending order. false: it was seen before.
  bool See(int64_t id, Time now);

 private:
  int64_t seen_;
  std::map<int64_t, Time> gaps_;  // until when it is asked for
};

}  // namespace assay::judge
