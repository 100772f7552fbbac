#include "common/limits/rate_limiter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "common/limits/fake_time.h"

namespace assay::limits {
namespace {

using namespace std::chrono_literals;

TEST(LocalRateLimiter, ABurstThenTheRate) {
  const auto time = std::make_shared<FakeTime>();
  const auto limiter = MakeLocalRateLimiter({.per_second = 2, .burst = 3}, 100, time);
  for (int i = 2; i >= 0; --i) {
    const Decision decision = limiter->Take("a");
    EXPECT_TRUE(decision.allowed);
    EXPECT_NEAR(decision.remaining, i, 1e-6);
  }
  const Decision refused = limiter->Take("a");
  EXPECT_FALSE(refused.allowed);
  EXPECT_NEAR(std::chrono::duration<double>(refused.retry_after).count(), 0.5, 1e-6);
  EXPECT_TRUE(limiter->Take("b").allowed);  // of its own
  time->Advance(refused.retry_after);
  EXPECT_TRUE(limiter->Take("a").allowed);
  EXPECT_FALSE(limiter->Take("a").allowed);
  time->Advance(1h);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(limiter->Take("a").allowed);
  EXPECT_FALSE(limiter->Take("a").allowed);  // an hour saves up no more than the burst
}

TEST(LocalRateLimiter, RefusedCallsCostNothing) {
  const auto time = std::make_shared<FakeTime>();
  const auto limiter = MakeLocalRateLimiter({.per_second = 1, .burst = 1}, 100, time);
  EXPECT_TRUE(limiter->Take("a").allowed);
  for (int i = 0; i < 100; ++i) EXPECT_FALSE(limiter->Take("a").allowed);
  time->Advance(1s);
  EXPECT_TRUE(limiter->Take("a").allowed);
}

TEST(LocalRateLimiter, CostsMayBeMoreThanOneButNotMoreThanTheBurst) {
  const auto time = std::make_shared<FakeTime>();
  const auto limiter = MakeLocalRateLimiter({.per_second = 10, .burst = 50}, 100, time);
  EXPECT_TRUE(limiter->Take("a", 50).allowed);
  const Decision refused = limiter->Take("a", 20);
  EXPECT_NEAR(std::chrono::duration<double>(refused.retry_after).count(), 2, 1e-6);
  EXPECT_EQ(limiter->Take("b", 51).retry_after, std::chrono::nanoseconds::max());
  EXPECT_EQ(limiter->Take("b", std::nan("")).allowed, true);  // as nothing
  EXPECT_TRUE(limiter->Take("b", 50).allowed);
}

// However calls fall, no window holds more than burst + rate * its length, and who waits as told is
// let in.
TEST(LocalRateLimiter, HoldsItsPromiseForAnyArrivals) {
  std::mt19937 random(3);
  const auto time = std::make_shared<FakeTime>();
  const Rate rate{.per_second = 7, .burst = 5};
  const auto limiter = MakeLocalRateLimiter(rate, 100, time);
  std::vector<double> allowed;
  for (int i = 0; i < 20'000; ++i) {
    time->Advance(std::chrono::microseconds(random() % 200'000));
    const Decision decision = limiter->Take("k");
    const double now = std::chrono::duration<double>(time->Now().time_since_epoch()).count();
    if (decision.allowed) {
      allowed.push_back(now);
    } else if (random() % 8 == 0) {
      time->Advance(decision.retry_after);
      ASSERT_TRUE(limiter->Take("k").allowed);
      allowed.push_back(now + std::chrono::duration<double>(decision.retry_after).count());
    }
  }
  ASSERT_GT(allowed.size(), 5'000U);
  for (size_t i = 0; i < allowed.size(); ++i) {
    for (size_t j = i; j < std::min(i + 60, allowed.size()); ++j) {
      const double most = rate.burst + rate.per_second * (allowed[j] - allowed[i]) + 1e-3;
      ASSERT_LE(static_cast<double>(j - i + 1), most);
    }
  }
}

TEST(LocalRateLimiter, KeysAreBoundedAndTheBusyOnesStay) {
  const auto time = std::make_shared<FakeTime>();
  const auto limiter = MakeLocalRateLimiter({.per_second = 0.001, .burst = 1}, 10, time);
  EXPECT_TRUE(limiter->Take("busy").allowed);
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(limiter->Take("flood" + std::to_string(i)).allowed);
    EXPECT_FALSE(limiter->Take("busy").allowed) << i;  // used all the time: not forgotten
  }
  EXPECT_FALSE(limiter->Take("flood999").allowed);
  EXPECT_TRUE(limiter->Take("flood0").allowed);  // forgotten long ago
}

TEST(LocalRateLimiter, LongKeysShareTheirBeginning) {
  const auto limiter =
      MakeLocalRateLimiter({.per_second = 1, .burst = 1}, 10, std::make_shared<FakeTime>());
  EXPECT_TRUE(limiter->Take(std::string(256, 'x') + "1").allowed);
  EXPECT_FALSE(limiter->Take(std::string(256, 'x') + "2").allowed);
  EXPECT_TRUE(limiter->Take(std::string(255, 'x') + "y").allowed);
}

TEST(LocalRateLimiter, ThreadsTakeTogetherWhatOneCould) {
  const auto limiter =
      MakeLocalRateLimiter({.per_second = 1, .burst = 1000}, 10, std::make_shared<FakeTime>());
  std::atomic<int> allowed{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 1000; ++i) allowed += limiter->Take("k").allowed ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(allowed, 1000);
}

}  // namespace
}  // namespace assay::limits
