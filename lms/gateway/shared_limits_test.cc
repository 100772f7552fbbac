#include "lms/gateway/shared_limits.h"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace assay::gateway {
namespace {

using namespace std::chrono_literals;

// What several gateways have in common.
class Common final : public limits::RateLimiter {
 public:
  explicit Common(std::shared_ptr<limits::RateLimiter> all) : all_(std::move(all)) {}
  limits::Decision Take(std::string_view key, double cost) override {
    return all_->Take(key, cost);
  }

 private:
  const std::shared_ptr<limits::RateLimiter> all_;
};

bool WaitUntilRefused(limits::RateLimiter& limiter, std::string_view key) {
  const auto until = std::chrono::steady_clock::now() + 10s;
  while (limiter.Take(key).allowed) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

TEST(SharedLimiter, ManyGatewaysKeepOneLimit) {
  const std::shared_ptr<limits::RateLimiter> all = limits::MakeLocalRateLimiter({0.001, 20});
  const auto one =
      MakeSharedLimiter(limits::MakeLocalRateLimiter({0.001, 1000}), std::make_unique<Common>(all));
  const auto two =
      MakeSharedLimiter(limits::MakeLocalRateLimiter({0.001, 1000}), std::make_unique<Common>(all));
  EXPECT_TRUE(WaitUntilRefused(*one, "sam"));
  EXPECT_TRUE(WaitUntilRefused(*two, "sam"));
  EXPECT_GT(two->Take("sam").retry_after, 1s);
  EXPECT_TRUE(two->Take("sue").allowed);
}

TEST(SharedLimiter, TheLocalLimitStands) {
  const auto limiter = MakeSharedLimiter(limits::MakeLocalRateLimiter({0.001, 2}),
                                         limits::MakeLocalRateLimiter({1000, 1000}));
  EXPECT_TRUE(limiter->Take("sam").allowed);
  EXPECT_TRUE(limiter->Take("sam").allowed);
  EXPECT_FALSE(limiter->Take("sam").allowed);
}

}  // namespace
}  // namespace assay::gateway
