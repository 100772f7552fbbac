#pragma once

#include <memory>

#include "common/limits/rate_limiter.h"

namespace assay::gateway {

// A limit that several gateways keep together, for threads that must not wait: `local` decides at
// once, and what it lets through is told to `shared` (Redis) a moment later by a thread of its own.
// A key that `shared` refuses is refused here for as long as it said. So the limit of all together
// holds but for what passes in about a round trip; while Redis is slow or gone, each gateway's own
// limit stands. Thread-safe.
std::unique_ptr<limits::RateLimiter> MakeSharedLimiter(std::unique_ptr<limits::RateLimiter> local,
                                                       std::unique_ptr<limits::RateLimiter> shared);

}  // namespace assay::gateway
