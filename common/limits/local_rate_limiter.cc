#include <list>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>

#include "common/limits/gcra.h"
#include "common/limits/rate_limiter.h"

namespace assay::limits {
namespace {

constexpr size_t kMaxKey = 256;

class LocalRateLimiter final : public RateLimiter {
 public:
  LocalRateLimiter(Rate rate, size_t max_keys, std::shared_ptr<const TimeSource> time)
      : rate_(rate), max_keys_(std::max<size_t>(max_keys, 1)), time_(std::move(time)) {}

  Decision Take(std::string_view key, double cost) override {
    const double now = Seconds(time_->Now());
    const std::scoped_lock lock(mutex_);
    Forget(now);
    const auto found = buckets_.find(key.substr(0, kMaxKey));
    if (found == buckets_.end()) return TakeNew(key.substr(0, kMaxKey), now, cost);
    order_.splice(order_.end(), order_, found->second);
    const Taken taken = TakeTokens(rate_, found->second->full_at, now, cost);
    found->second->full_at = taken.full_at;
    return taken.decision;
  }

 private:
  struct Bucket {
    std::string key;
    double full_at = 0;
  };

  static double Seconds(TimeSource::Point point) {
    return std::chrono::duration<double>(point.time_since_epoch()).count();
  }

  Decision TakeNew(std::string_view key, double now, double cost) {
    const Taken taken = TakeTokens(rate_, now, now, cost);
    if (!taken.decision.allowed) return taken.decision;  // a full bucket need not be kept
    if (buckets_.size() >= max_keys_) ForgetOldest();
    order_.push_back({std::string(key), taken.full_at});
    buckets_.emplace(order_.back().key, std::prev(order_.end()));
    return taken.decision;
  }

  // Full buckets are as good as none. Two a call: they go faster than new ones come.
  void Forget(double now) {
    for (int i = 0; i < 2 && !order_.empty() && order_.front().full_at <= now; ++i) ForgetOldest();
  }

  void ForgetOldest() {
    buckets_.erase(order_.front().key);
    order_.pop_front();
  }

  const Rate rate_;
  const size_t max_keys_;
  const std::shared_ptr<const TimeSource> time_;
  std::mutex mutex_;
  std::list<Bucket> order_;  // least recently used first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> buckets_;  // keys are order_'s
};

}  // namespace

std::unique_ptr<RateLimiter> MakeLocalRateLimiter(Rate rate, size_t max_keys,
                                                  std::shared_ptr<const TimeSource> time) {
  return std::make_unique<LocalRateLimiter>(rate, max_keys, std::move(time));
}

}  // namespace assay::limits
