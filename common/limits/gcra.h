#pragma once

#include <algorithm>
#include <cmath>

#include "common/limits/rate_limiter.h"

namespace assay::limits {

// A token bucket as one number: when it will be full again, in seconds (the generic cell rate
// algorithm, ITU-T I.371). Times are of any clock that does not run backwards.
struct Taken {
  Decision decision;
  double full_at = 0;  // what to keep
};

inline Taken TakeTokens(const Rate& rate, double full_at, double now, double cost) {
  const double burst = std::max(rate.burst, 1.0);
  cost = cost > 0 ? cost : 0;                                          // NaN as well
  const double used = std::max(full_at - now, 0.0) * rate.per_second;  // tokens that are missing
  Taken taken{.decision = {}, .full_at = full_at};
  // A hair's breadth of rounding does not refuse what is exactly allowed.
  if (used + cost <= burst + 1e-6) {
    taken.decision.allowed = true;
    taken.full_at = std::max(full_at, now) + cost / rate.per_second;
    taken.decision.remaining = std::max(burst - used - cost, 0.0);
    return taken;
  }
  taken.decision.remaining = std::max(burst - used, 0.0);
  if (!(cost <= burst)) {
    taken.decision.retry_after = std::chrono::nanoseconds::max();
  } else {
    const double wait = (used + cost - burst) / rate.per_second;
    constexpr double kMost = 1e9;  // seconds: what fits in nanoseconds
    taken.decision.retry_after =
        std::chrono::nanoseconds(std::llround(std::ceil(std::min(wait, kMost) * 1e9)));
  }
  return taken;
}

}  // namespace assay::limits
