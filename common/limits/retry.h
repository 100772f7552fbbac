#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <random>
#include <stop_token>
#include <utility>

#include "common/limits/deadline.h"
#include "common/limits/time_source.h"
#include "common/status.h"

// Trying again, without making an outage worse: delays grow and are random, nobody waits past the
// deadline, and retries are a bounded share of all calls.
namespace assay::limits {

struct BackoffOptions {
  std::chrono::milliseconds first{50};
  std::chrono::milliseconds max{5'000};
  double factor = 2;
};

// Delays with full jitter: uniform between 0 and first * factor^n, at most max, so that clients
// that failed together do not come back together (Brooker, "Exponential Backoff and Jitter", 2015).
// Also for loops that reconnect. Of one thread.
class Backoff {
 public:
  explicit Backoff(BackoffOptions options = {});
  Backoff(BackoffOptions options, uint64_t seed);
  std::chrono::milliseconds Next();
  void Reset();  // after a success

 private:
  const BackoffOptions options_;
  std::mt19937_64 random_;
  double bound_ms_;
};

struct RetryBudgetOptions {
  double share = 0.2;         // retries a call, over time
  double min_per_second = 1;  // more, for those who call seldom
  double max_saved = 20;      // retries that quiet times may save up
};

// As Finagle's: each call pays in its share, each retry takes out one. When a server is down, its
// load is 1 + share times the usual, not max_attempts times. One for all calls to one service.
// Thread-safe.
class RetryBudget {
 public:
  explicit RetryBudget(RetryBudgetOptions options = {},
                       std::shared_ptr<const TimeSource> time = std::make_shared<TimeSource>());
  void OnCall();
  bool TryRetry();  // false: there is nothing left

 private:
  void Earn(double amount);
  const RetryBudgetOptions options_;
  const std::shared_ptr<const TimeSource> time_;
  std::mutex mutex_;
  double saved_;
  TimeSource::Point seen_;
};

struct RetryOptions {
  int max_attempts = 4;
  BackoffOptions backoff = {};
  Deadline deadline = {};         // of all attempts together
  RetryBudget* budget = nullptr;  // null: unlimited
  std::stop_token stop = {};      // ends a wait between attempts
  // What may be tried again; empty: kUnavailable. The caller knows whether the call may be made
  // twice: one without an idempotency key may not.
  std::function<bool(const Status&)> retryable = {};
  std::shared_ptr<const TimeSource> time = std::make_shared<TimeSource>();
};

// The loop of Retry, for calls that do not fit into one function. Of one thread.
class RetryLoop {
 public:
  explicit RetryLoop(RetryOptions options);
  // After a failed attempt. true: it has waited, try again. false: this failure is the answer.
  bool WaitToRetry(const Status& failure);
  Deadline deadline() const { return options_.deadline; }
  bool Expired() const { return options_.deadline.Expired(options_.time->Now()); }
  int attempts() const { return attempts_; }

 private:
  const RetryOptions options_;
  Backoff backoff_;
  int attempts_ = 0;  // that failed
};

inline const Status& StatusOf(const Status& status) { return status; }
template <typename T>
Status StatusOf(const Result<T>& result) {
  return result.status();
}

// Calls `call(Deadline)`, which returns a Status or a Result, until it succeeds or should not be
// tried again; returns its last answer. kDeadlineExceeded without a call when it is too late.
//
//   auto answer = Retry({.deadline = deadline, .budget = &budget},
//                       [&](Deadline until) { return judge.Submit(request, until); });
template <typename Call>
auto Retry(RetryOptions options, Call&& call) -> decltype(call(Deadline())) {
  RetryLoop loop(std::move(options));
  if (loop.Expired()) return DeadlineExceeded("the deadline was over before the call");
  while (true) {
    auto result = call(loop.deadline());
    const Status status = StatusOf(result);
    if (status.ok() || !loop.WaitToRetry(status)) return result;
  }
}

}  // namespace assay::limits
