#pragma once

#include <chrono>
#include <cstddef>

namespace assay::gateway {

struct ShareOptions {
  // Of interactive requests at most one in twenty may take longer.
  std::chrono::milliseconds target{25};
  size_t at_once = 8;  // background requests that may run together
};

// How much of this installation background requests may have, so that interactive ones stay quick:
// additive growth and halving by what those took. At or above 1 it is how many run at once, below
// that the part of the time in which one runs. Not thread-safe.
class BackgroundShare {
 public:
  using Point = std::chrono::steady_clock::time_point;
  explicit BackgroundShare(const ShareOptions& options)
      : options_(options), share_(static_cast<double>(options.at_once)) {}

  // An interactive request was answered.
  void Answered(std::chrono::nanoseconds took, Point now);
  // A background request was.
  void Ended(std::chrono::nanoseconds took, Point now);

  // Whether one more may start while `running` do; no earlier than next_start().
  bool MayStart(size_t running, Point now) const;
  Point next_start() const { return next_start_; }
  double share() const { return share_; }

 private:
  const ShareOptions options_;
  double share_;
  Point next_start_{}, window_{};
  size_t answered_ = 0, slow_ = 0;  // in this window
};

}  // namespace assay::gateway
