#include "common/limits/retry.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>

#include "common/limits/fake_time.h"

namespace assay::limits {
namespace {

using namespace std::chrono_literals;

class RetryTest : public testing::Test {
 protected:
  RetryOptions Options() {
    RetryOptions options;
    options.time = time_;
    return options;
  }
  std::shared_ptr<FakeTime> time_ = std::make_shared<FakeTime>();
  int calls_ = 0;
};

TEST_F(RetryTest, TriesAgainUntilItSucceeds) {
  const auto result = Retry(Options(), [&](Deadline) -> Result<int> {
    if (++calls_ < 3) return Unavailable("not yet");
    return 42;
  });
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, 42);
  EXPECT_EQ(calls_, 3);
}

TEST_F(RetryTest, TheLastFailureIsTheAnswer) {
  const Status status =
      Retry(Options(), [&](Deadline) -> Status { return Unavailable(std::to_string(++calls_)); });
  EXPECT_EQ(status.message(), "4");
}

TEST_F(RetryTest, OnlyWhatMayHelpIsTriedAgain) {
  EXPECT_EQ(Retry(Options(),
                  [&](Deadline) -> Status {
                    ++calls_;
                    return NotFound("no");
                  })
                .code(),
            StatusCode::kNotFound);
  EXPECT_EQ(calls_, 1);
  RetryOptions options = Options();
  options.retryable = [](const Status& status) { return status.code() == StatusCode::kNotFound; };
  EXPECT_FALSE(Retry(options, [&](Deadline) -> Status {
                 ++calls_;
                 return NotFound("no");
               }).ok());
  EXPECT_EQ(calls_, 5);
}

TEST_F(RetryTest, NobodyWaitsPastTheDeadline) {
  RetryOptions options = Options();
  options.max_attempts = 1'000'000;
  options.backoff = {.first = 100ms, .max = 100ms};
  options.deadline = Deadline::After(1s, time_->Now());
  const Status status = Retry(options, [&](Deadline deadline) -> Status {
    EXPECT_EQ(deadline, options.deadline);
    ++calls_;
    return Unavailable("down");
  });
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_LE(time_->Now(), options.deadline.when());
  EXPECT_GT(calls_, 5);
  time_->Advance(2s);
  const int before = calls_;
  EXPECT_EQ(Retry(options,
                  [&](Deadline) -> Status {
                    ++calls_;
                    return OkStatus();
                  })
                .code(),
            StatusCode::kDeadlineExceeded);
  EXPECT_EQ(calls_, before);
}

TEST_F(RetryTest, AStopEndsTheWait) {
  std::stop_source stop;
  RetryOptions options = Options();
  options.stop = stop.get_token();
  const Status status = Retry(options, [&](Deadline) -> Status {
    ++calls_;
    stop.request_stop();
    return Unavailable("down");
  });
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
  EXPECT_EQ(calls_, 1);
}

TEST(RetryRealTime, AStopWakesASleeper) {
  std::stop_source stop;
  RetryOptions options;
  options.backoff = {.first = 24h, .max = 24h};
  options.stop = stop.get_token();
  std::jthread stopper;
  const Status status = Retry(options, [&](Deadline) -> Status {
    stopper = std::jthread([&] { stop.request_stop(); });
    return Unavailable("down");
  });
  EXPECT_EQ(status.code(), StatusCode::kUnavailable);
}

// A server that is down for all: the load on it stays near the usual.
TEST_F(RetryTest, ABudgetBoundsTheRetriesOfAnOutage) {
  RetryBudget budget({.share = 0.1, .min_per_second = 0, .max_saved = 20}, time_);
  RetryOptions options = Options();
  options.budget = &budget;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(Retry(options, [&](Deadline) -> Status {
                   ++calls_;
                   return Unavailable("down");
                 }).ok());
  }
  EXPECT_GE(calls_, 10'900);
  EXPECT_LE(calls_, 11'000);
}

TEST_F(RetryTest, ABudgetLetsThoseWhoCallSeldomTryAgain) {
  RetryBudget budget({.share = 0, .min_per_second = 2, .max_saved = 5}, time_);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(budget.TryRetry());
  EXPECT_FALSE(budget.TryRetry());
  time_->Advance(500ms);
  EXPECT_TRUE(budget.TryRetry());
  EXPECT_FALSE(budget.TryRetry());
  time_->Advance(1h);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(budget.TryRetry());
  EXPECT_FALSE(budget.TryRetry());
}

TEST(BackoffTest, DelaysGrowWithFullJitterUpToABound) {
  Backoff backoff({.first = 100ms, .max = 1s, .factor = 2}, 5);
  std::array<int64_t, 8> most{};
  std::array<int64_t, 8> least{};
  least.fill(1'000'000);
  for (int round = 0; round < 2000; ++round) {
    backoff.Reset();
    for (size_t i = 0; i < most.size(); ++i) {
      const int64_t delay = backoff.Next().count();
      most.at(i) = std::max(most.at(i), delay);
      least.at(i) = std::min(least.at(i), delay);
    }
  }
  const std::array<int64_t, 8> bounds{100, 200, 400, 800, 1000, 1000, 1000, 1000};
  for (size_t i = 0; i < bounds.size(); ++i) {
    EXPECT_LE(most.at(i), bounds.at(i));
    EXPECT_GT(most.at(i), bounds.at(i) * 9 / 10);
    EXPECT_LT(least.at(i), bounds.at(i) / 10);
  }
}

TEST(DeadlineTest, IsAValueThatOnlyGetsSooner) {
  const auto now = Deadline::Clock::now();
  const Deadline soon = Deadline::After(1s, now);
  const Deadline late = Deadline::After(1min, now);
  EXPECT_LT(soon, late);
  EXPECT_EQ(soon.Or(late), soon);
  EXPECT_EQ(Deadline().Or(soon), soon);
  EXPECT_TRUE(Deadline().infinite());
  EXPECT_FALSE(Deadline().Expired());
  EXPECT_TRUE(soon.Expired(now + 1s));
  EXPECT_FALSE(soon.Expired(now + 999ms));
  EXPECT_EQ(soon.Remaining(10s, now), 1000ms);
  EXPECT_EQ(soon.Remaining(100ms, now), 100ms);
  EXPECT_EQ(soon.Remaining(10s, now + 2s), 0ms);
  EXPECT_EQ(Deadline().Remaining(10s), 10s);
  EXPECT_TRUE(Deadline::After(std::chrono::nanoseconds::max(), now).infinite());
}

}  // namespace
}  // namespace assay::limits
