#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace assay::redis {

// Knows a server as gone after failures in a row, so that callers need not find out one by one.
// Thread-safe. Times are given, for tests.
class Breaker {
 public:
  using Clock = std::chrono::steady_clock;

  Breaker(int failures_until_open, std::chrono::milliseconds retry_after)
      : failures_until_open_(failures_until_open), first_wait_(retry_after) {}

  // May this call be tried? While the server is gone, one call is, each time that the wait is over.
  bool Admit(Clock::time_point now);
  void Succeeded();
  void Failed(Clock::time_point now, const std::string& why);
  bool closed() const;
  std::string why() const;  // of the last failure

 private:
  const int failures_until_open_;
  const std::chrono::milliseconds first_wait_;
  mutable std::mutex mutex_;
  int failures_ = 0;
  bool trying_ = false;                // one call finds out
  std::chrono::milliseconds wait_{0};  // zero: closed
  Clock::time_point next_try_;
  std::string why_;
};

}  // namespace assay::redis
