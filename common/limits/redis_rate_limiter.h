#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "common/limits/rate_limiter.h"
#include "common/log/log.h"

namespace assay::redis {
class Client;
}

// In a target of its own, assay::common_limits_redis.
namespace assay::limits {

struct RedisRateLimiterOptions {
  Rate rate;
  std::string name;                       // of what is limited: "sign-in"; keys are of a name
  std::chrono::milliseconds timeout{50};  // of one Take; a limit is not worth a longer wait
  size_t local_max_keys = 100'000;
};

// One bucket a key for all processes that share the Redis, by Redis's clock. Without Redis (none,
// gone, full, slow, an odd answer) each process decides by a local limiter of the same rate: a key
// then has up to the rate in each process, and nobody is refused or let in without a limit. It asks
// Redis again as soon as the client does (redis::Options::retry_after). What a key took in one of
// the two is not known in the other.
//
// Take blocks for a round trip, `timeout` at most: not for threads that must not block. `client`
// may be null, which is local alone; else it outlives the limiter.
std::unique_ptr<RateLimiter> MakeRedisRateLimiter(RedisRateLimiterOptions options,
                                                  redis::Client* client, log::Logger logger);

}  // namespace assay::limits
