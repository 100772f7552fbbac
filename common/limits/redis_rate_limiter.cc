#include "common/limits/redis_rate_limiter.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "common/log/json_text.h"
#include "common/redis/client.h"

namespace assay::limits {
namespace {

constexpr size_t kMaxKey = 256;

// gcra.h in Lua: KEYS[1] holds when the bucket will be full again, in microseconds of Redis's
// clock, and is gone by then. ARGV: tokens a second, burst, cost. Answers whether, how many
// microseconds to wait (-1: for ever), and the millionths of tokens that are left. A time that is
// further away than an empty bucket's comes of a clock that was set back, or of another rate: it is
// brought nearer.
constexpr const char* kScript = R"lua(
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local rate, burst, cost = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local full = tonumber(redis.call('GET', KEYS[1]) or now) or now
local function keep()
  redis.call('SET', KEYS[1], string.format('%.0f', full), 'PX',
             string.format('%.0f', math.ceil((full - now) / 1000) + 1))
end
local empty = now + burst * 1000000 / rate
if full > empty + 1 then
  full = empty
  keep()
end
local used = math.max(full - now, 0) * rate / 1000000
if used + cost <= burst + 0.000001 then
  full = math.max(full, now) + cost * 1000000 / rate
  if cost > 0 then keep() end
  return {1, 0, math.floor(math.max(burst - used - cost, 0) * 1000000)}
end
local left = math.floor(math.max(burst - used, 0) * 1000000)
if cost > burst then return {0, -1, left} end
return {0, math.ceil(math.min((used + cost - burst) * 1000000 / rate, 1e15)), left}
)lua";

std::string Number(double value) {
  std::string text;
  log::AppendJsonNumber(text, value);
  return text;
}

std::optional<Decision> Read(const redis::Value& value) {
  using Kind = redis::Value::Kind;
  if (value.kind != Kind::kArray || value.elements.size() != 3) return std::nullopt;
  for (const redis::Value& element : value.elements) {
    if (element.kind != Kind::kInteger) return std::nullopt;
  }
  Decision decision;
  decision.allowed = value.elements[0].integer == 1;
  const int64_t wait_us = value.elements[1].integer;
  if (wait_us > std::numeric_limits<int64_t>::max() / 1000) return std::nullopt;
  decision.retry_after = wait_us < 0 ? std::chrono::nanoseconds::max()
                                     : std::chrono::nanoseconds(std::chrono::microseconds(wait_us));
  decision.remaining = static_cast<double>(value.elements[2].integer) / 1e6;
  return decision;
}

class RedisRateLimiter final : public RateLimiter {
 public:
  RedisRateLimiter(RedisRateLimiterOptions options, redis::Client* client, log::Logger logger)
      : options_(std::move(options)),
        client_(client),
        logger_(std::move(logger)),
        script_(kScript),
        rate_(Number(options_.rate.per_second)),
        burst_(Number(std::max(options_.rate.burst, 1.0))),
        local_(MakeLocalRateLimiter(options_.rate, options_.local_max_keys)) {}

  Decision Take(std::string_view key, double cost) override {
    cost = cost > 0 ? std::min(cost, 1e12) : 0;  // NaN is 0, infinity a number
    if (client_ == nullptr) return local_->Take(key, cost);
    Status why;
    if (const auto shared = TakeShared(key.substr(0, kMaxKey), cost, why)) {
      Say(false, OkStatus());
      return *shared;
    }
    Say(true, why);
    return local_->Take(key, cost);
  }

 private:
  std::optional<Decision> TakeShared(std::string_view key, double cost, Status& why) {
    const std::string full_key = "assay:limit:" + options_.name + ":" + std::string(key);
    const auto value =
        client_->Eval(script_, {full_key}, {rate_, burst_, Number(cost)}, options_.timeout);
    if (!value.ok()) {
      why = value.status();
      return std::nullopt;
    }
    const auto decision = Read(*value);
    if (!decision) why = DataLoss("an odd answer of the rate limit's script");
    return decision;
  }

  // One line when Redis goes and one when it is back.
  void Say(bool local, const Status& why) {
    if (local_alone_.load(std::memory_order_relaxed) == local) return;
    if (local_alone_.exchange(local) == local) return;
    if (local) {
      logger_.Warning("rate limits are of this process alone: no Redis",
                      {{"limit", options_.name}, log::Field(why)});
    } else {
      logger_.Info("rate limits are shared again", {{"limit", options_.name}});
    }
  }

  const RedisRateLimiterOptions options_;
  redis::Client* const client_;
  const log::Logger logger_;
  const redis::Script script_;
  const std::string rate_, burst_;
  const std::unique_ptr<RateLimiter> local_;
  std::atomic<bool> local_alone_{false};
};

}  // namespace

std::unique_ptr<RateLimiter> MakeRedisRateLimiter(RedisRateLimiterOptions options,
                                                  redis::Client* client, log::Logger logger) {
  return std::make_unique<RedisRateLimiter>(std::move(options), client, std::move(logger));
}

}  // namespace assay::limits
