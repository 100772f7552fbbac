#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>

namespace assay::limits {

// The monotonic clock and sleeping on it, so that tests need not wait. Thread-safe.
class TimeSource {
 public:
  using Point = std::chrono::steady_clock::time_point;

  virtual ~TimeSource() = default;
  virtual Point Now() const { return std::chrono::steady_clock::now(); }
  // false: the stop was requested before the time had come.
  virtual bool SleepUntil(Point when, const std::stop_token& stop) const {
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait_until(lock, stop, when, [] { return false; });
    return !stop.stop_requested();
  }
};

}  // namespace assay::limits
