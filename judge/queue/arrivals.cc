#include "judge/queue/arrivals.h"

#include <algorithm>

namespace assay::judge {

std::vector<int64_t> Arrivals::Gaps(Time now) {
  std::vector<int64_t> gaps;
  std::erase_if(gaps_, [&](const auto& gap) { return gap.second <= now; });
  for (const auto& [id, until] : gaps_) gaps.push_back(id);
  return gaps;
}

bool Arrivals::See(int64_t id, Time now) {
  if (id <= seen_) return gaps_.erase(id) > 0;
  for (int64_t gap = std::max(seen_ + 1, id - static_cast<int64_t>(kMaxGaps));
       gap < id && gaps_.size() < kMaxGaps; ++gap) {
    gaps_.emplace(gap, now + kGapLife);
  }
  seen_ = id;
  return true;
}

}  // namespace assay::judge
