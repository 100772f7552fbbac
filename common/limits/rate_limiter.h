#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

#include "common/limits/time_source.h"

namespace assay::limits {

// `per_second` on average, `burst` at once from one who was quiet. Both are more than 0; a burst of
// less than 1 counts as 1.
struct Rate {
  double per_second = 1;
  double burst = 1;
};

struct Decision {
  bool allowed = false;
  // When not allowed: how long until it would be, for Retry-After. nanoseconds::max(): never, more
  // than the burst was asked for.
  std::chrono::nanoseconds retry_after{0};
  double remaining = 0;  // what could be taken at once, after this
};

// A token bucket a key: a person, an address, a course. Thread-safe.
class RateLimiter {
 public:
  virtual ~RateLimiter() = default;
  // Takes `cost` tokens if they are there, else none. A refused call costs nothing: who keeps
  // trying is not locked out for longer. A key longer than 256 bytes shares the bucket of its
  // beginning.
  virtual Decision Take(std::string_view key, double cost = 1) = 0;
};

// In this process alone: with N processes behind a load balancer a key has up to N times the rate.
// At most `max_keys` buckets are kept, of about 200 bytes each; past that the bucket that was not
// used for the longest time is forgotten, which is full again, so `max_keys` is to be more than the
// keys that are active within burst / per_second seconds. Take costs well under a microsecond.
std::unique_ptr<RateLimiter> MakeLocalRateLimiter(
    Rate rate, size_t max_keys = 100'000,
    std::shared_ptr<const TimeSource> time = std::make_shared<TimeSource>());

}  // namespace assay::limits
