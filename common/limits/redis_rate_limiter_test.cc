#include "common/limits/redis_rate_limiter.h"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <functional>
#include <limits>
#include <string>
#include <thread>
#include <vector>

#include "common/redis/client.h"
#include "common/redis/test_server.h"

namespace assay::limits {
namespace {

using namespace std::chrono_literals;

bool WaitFor(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

class RedisRateLimiterTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(server_.ok()) << server_.status().ToString();
    redis::Options options = server_->UnixOptions();
    options.retry_after = 10ms;
    for (auto& client : clients_) client = redis::Client::Create(options).value();
  }
  // Limiters of two processes.
  std::unique_ptr<RateLimiter> Make(size_t process, Rate rate, const std::string& name = "t") {
    return MakeRedisRateLimiter({.rate = rate, .name = name, .timeout = 5s, .local_max_keys = 100},
                                clients_.at(process).get(), log::Logger());
  }

  Result<redis::TestServer> server_ = redis::TestServer::Start();
  std::array<std::unique_ptr<redis::Client>, 2> clients_;
};

constexpr Rate kSlow{.per_second = 0.001, .burst = 10};

TEST_F(RedisRateLimiterTest, ProcessesShareABucket) {
  const auto one = Make(0, kSlow);
  const auto two = Make(1, kSlow);
  for (int i = 0; i < 10; ++i) {
    const Decision decision = (i % 2 == 0 ? one : two)->Take("k");
    EXPECT_TRUE(decision.allowed) << i;
    EXPECT_NEAR(decision.remaining, 9 - i, 0.1);
  }
  const Decision refused = two->Take("k");
  EXPECT_FALSE(refused.allowed);
  EXPECT_NEAR(std::chrono::duration<double>(refused.retry_after).count(), 1000, 60);
  EXPECT_FALSE(one->Take("k").allowed);
  EXPECT_TRUE(one->Take("other").allowed);
  EXPECT_TRUE(Make(0, kSlow, "another limit")->Take("k").allowed);
}

TEST_F(RedisRateLimiterTest, WhoWaitsAsToldIsLetIn) {
  const auto limiter = Make(0, {.per_second = 20, .burst = 1});
  EXPECT_TRUE(limiter->Take("k").allowed);
  Decision decision = limiter->Take("k");
  for (int i = 0; i < 10 && !decision.allowed; ++i) {
    EXPECT_LE(decision.retry_after, 50ms);
    const auto until = std::chrono::steady_clock::now() + decision.retry_after;
    std::this_thread::sleep_until(until);
    decision = limiter->Take("k");
  }
  EXPECT_TRUE(decision.allowed);
}

TEST_F(RedisRateLimiterTest, OddCosts) {
  const auto limiter = Make(0, kSlow);
  EXPECT_EQ(limiter->Take("k", 11).retry_after, std::chrono::nanoseconds::max());
  EXPECT_FALSE(limiter->Take("k", std::numeric_limits<double>::infinity()).allowed);
  EXPECT_TRUE(limiter->Take("k", std::numeric_limits<double>::quiet_NaN()).allowed);
  EXPECT_TRUE(limiter->Take("k", -5).allowed);
  EXPECT_TRUE(limiter->Take("k", 10).allowed);
  EXPECT_FALSE(limiter->Take("k", 0.5).allowed);
}

TEST_F(RedisRateLimiterTest, BucketsGoAwayWhenTheyAreFull) {
  const auto limiter = Make(0, {.per_second = 1000, .burst = 1});
  EXPECT_TRUE(limiter->Take("k").allowed);
  EXPECT_TRUE(WaitFor([&] { return !clients_[1]->Get("assay:limit:t:k")->has_value(); }));
  EXPECT_TRUE(limiter->Take(std::string("any\0\r\n bytes", 12)).allowed);
}

TEST_F(RedisRateLimiterTest, AClockThatWasSetBackLocksNobodyOut) {
  const auto limiter = Make(0, {.per_second = 100, .burst = 2});
  // Far in the future, as a bucket is after the clock went back; and what is no number at all.
  ASSERT_TRUE(clients_[0]->Set("assay:limit:t:k", "9000000000000000", 0ms).ok());
  EXPECT_FALSE(limiter->Take("k").allowed);
  EXPECT_TRUE(WaitFor([&] { return limiter->Take("k").allowed; }));
  ASSERT_TRUE(clients_[0]->Set("assay:limit:t:odd", "x", 0ms).ok());
  EXPECT_TRUE(limiter->Take("odd").allowed);
}

TEST_F(RedisRateLimiterTest, WithoutRedisEachProcessLimitsAloneAndComesBack) {
  const auto one = Make(0, kSlow);
  const auto two = Make(1, kSlow);
  EXPECT_TRUE(one->Take("k", 10).allowed);
  EXPECT_FALSE(two->Take("k").allowed);
  server_->Kill();
  for (const auto* limiter : {&one, &two}) {
    for (int i = 0; i < 10; ++i) EXPECT_TRUE((*limiter)->Take("k").allowed) << i;
    EXPECT_FALSE((*limiter)->Take("k").allowed);
  }
  ASSERT_TRUE(server_->Restart().ok());
  // Empty again: the first that is let in was counted by Redis, for both.
  EXPECT_TRUE(WaitFor([&] { return one->Take("k").allowed; }));
  EXPECT_TRUE(WaitFor([&] { return two->Take("k").allowed; }));
  int both = 2;
  for (int i = 0; i < 20; ++i) both += (i % 2 == 0 ? one : two)->Take("k").allowed ? 1 : 0;
  EXPECT_EQ(both, 10);
}

TEST_F(RedisRateLimiterTest, AServerThatHangsIsAsGoodAsNone) {
  const auto limiter = MakeRedisRateLimiter(
      {.rate = kSlow, .name = "t", .timeout = 20ms, .local_max_keys = 100}, clients_[0].get(), {});
  EXPECT_TRUE(limiter->Take("k", 10).allowed);
  server_->Suspend();
  int allowed = 0;
  for (int i = 0; i < 50; ++i) allowed += limiter->Take("k").allowed ? 1 : 0;
  EXPECT_EQ(allowed, 10);
  server_->Resume();
  EXPECT_TRUE(WaitFor([&] { return clients_[0]->Ping().ok(); }));
  EXPECT_FALSE(limiter->Take("k").allowed);
}

TEST_F(RedisRateLimiterTest, NoClientIsLocalAlone) {
  const auto limiter = MakeRedisRateLimiter({.rate = kSlow, .name = "t"}, nullptr, {});
  EXPECT_TRUE(limiter->Take("k", 10).allowed);
  EXPECT_FALSE(limiter->Take("k").allowed);
}

TEST_F(RedisRateLimiterTest, ThreadsOfTwoProcessesTakeTogetherWhatOneCould) {
  const Rate rate{.per_second = 0.001, .burst = 200};
  const std::array<std::unique_ptr<RateLimiter>, 2> limiters{Make(0, rate), Make(1, rate)};
  std::atomic<int> allowed{0};
  {
    std::vector<std::jthread> threads;
    for (size_t t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 100; ++i) allowed += limiters.at(t % 2)->Take("k").allowed ? 1 : 0;
      });
    }
  }
  EXPECT_EQ(allowed, 200);
}

}  // namespace
}  // namespace assay::limits
