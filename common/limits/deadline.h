#pragma once

#include <algorithm>
#include <chrono>

namespace assay::limits {

// When somebody stops waiting for an answer: a value that is passed from the first request through
// every call that is made for it, so that nobody works for a client that is gone. By the monotonic
// clock, so of one process; between processes the time that is left travels (gRPC does that).
class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  // None: never expires.
  Deadline() = default;
  static Deadline At(Clock::time_point when) { return Deadline(when); }
  static Deadline After(std::chrono::nanoseconds timeout, Clock::time_point now = Clock::now()) {
    // A client may ask for centuries; adding those to a time point overflows.
    if (timeout >= Clock::time_point::max() - now) return {};
    return Deadline(now + timeout);
  }

  bool infinite() const { return when_ == Clock::time_point::max(); }
  Clock::time_point when() const { return when_; }
  bool Expired(Clock::time_point now = Clock::now()) const { return now >= when_; }

  // Time left, never negative and never more than `most`: for calls that take a timeout.
  std::chrono::milliseconds Remaining(std::chrono::milliseconds most,
                                      Clock::time_point now = Clock::now()) const {
    if (Expired(now)) return std::chrono::milliseconds(0);
    if (infinite()) return most;
    return std::min(most, std::chrono::ceil<std::chrono::milliseconds>(when_ - now));
  }

  // The sooner of the two: a call within a call may be given less time, never more.
  Deadline Or(Deadline other) const { return Deadline(std::min(when_, other.when_)); }
  auto operator<=>(const Deadline&) const = default;

 private:
  explicit Deadline(Clock::time_point when) : when_(when) {}
  Clock::time_point when_ = Clock::time_point::max();
};

}  // namespace assay::limits
