#include "lms/gateway/shared_limits.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>

namespace assay::gateway {
namespace {

using Clock = std::chrono::steady_clock;
using limits::Decision;

constexpr size_t kMaxWaiting = 10'000;
constexpr size_t kMaxRefused = 100'000;

class SharedLimiter final : public limits::RateLimiter {
 public:
  SharedLimiter(std::unique_ptr<limits::RateLimiter> local,
                std::unique_ptr<limits::RateLimiter> shared)
      : local_(std::move(local)), shared_(std::move(shared)), thread_([this] { Tell(); }) {}
  ~SharedLimiter() override {
    {
      const std::lock_guard lock(mutex_);
      stop_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  SharedLimiter(const SharedLimiter&) = delete;
  SharedLimiter& operator=(const SharedLimiter&) = delete;

  Decision Take(std::string_view key, double cost) override {
    const std::string name(key);
    {
      const std::lock_guard lock(mutex_);
      const auto found = refused_.find(name);
      if (found != refused_.end()) {
        const auto left = found->second - Clock::now();
        if (left.count() > 0) return {false, left, 0};
        refused_.erase(found);
      }
    }
    const Decision decision = local_->Take(key, cost);
    if (!decision.allowed) return decision;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.size() < kMaxWaiting) waiting_.emplace_back(name, cost);
    }
    changed_.notify_one();
    return decision;
  }

 private:
  void Tell() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
      if (stop_) return;
      const auto [key, cost] = std::move(waiting_.front());
      waiting_.pop_front();
      lock.unlock();
      const Decision decision = shared_->Take(key, cost);
      lock.lock();
      if (decision.allowed) continue;
      if (refused_.size() >= kMaxRefused) refused_.clear();
      const auto most = std::chrono::nanoseconds(std::chrono::minutes(1));
      refused_[key] = Clock::now() + std::min(decision.retry_after, most);
    }
  }

  const std::unique_ptr<limits::RateLimiter> local_, shared_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::pair<std::string, double>> waiting_;
  std::unordered_map<std::string, Clock::time_point> refused_;
  bool stop_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace

std::unique_ptr<limits::RateLimiter> MakeSharedLimiter(
    std::unique_ptr<limits::RateLimiter> local, std::unique_ptr<limits::RateLimiter> shared) {
  return std::make_unique<SharedLimiter>(std::move(local), std::move(shared));
}

}  // namespace assay::gateway
