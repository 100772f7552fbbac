#pragma once

#include <atomic>
#include <chrono>

#include "common/limits/time_source.h"

namespace assay::limits {

// For tests: time that moves when it is told to, or slept on.
class FakeTime final : public TimeSource {
 public:
  Point Now() const override { return Point(std::chrono::nanoseconds(now_.load())); }
  bool SleepUntil(Point when, const std::stop_token& stop) const override {
    if (stop.stop_requested()) return false;
    if (when > Now()) now_ = std::chrono::nanoseconds(when.time_since_epoch()).count();
    return true;
  }
  void Advance(std::chrono::nanoseconds by) { now_ += by.count(); }

 private:
  mutable std::atomic<int64_t> now_{int64_t{1'000'000'000'000'000}};  // 11 days after the start
};

}  // namespace assay::limits
