#include "lms/gateway/background_share.h"

#include <algorithm>

namespace assay::gateway {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kWindow{100};
constexpr size_t kEnough = 10;  // answers that say something before the window is old
constexpr milliseconds kOld{1000};
constexpr size_t kSlowOneIn = 20;
constexpr double kLeast = 1.0 / 16;
constexpr milliseconds kLongestPause{2000};

}  // namespace

void BackgroundShare::Answered(std::chrono::nanoseconds took, Point now) {
  if (now - window_ > kOld) {
    window_ = now;
    answered_ = slow_ = 0;
  }
  ++answered_;
  slow_ += took > options_.target ? 1 : 0;
  if (now - window_ < kWindow || answered_ < kEnough) return;
  if (slow_ * kSlowOneIn > answered_) {
    share_ = std::max(kLeast, share_ / 2);
  } else {
    share_ =
        std::min(static_cast<double>(options_.at_once), share_ < 1 ? share_ * 1.25 : share_ + 0.25);
  }
  window_ = now;
  answered_ = slow_ = 0;
}

void BackgroundShare::Ended(std::chrono::nanoseconds took, Point now) {
  // Nobody interactive has asked for a while: nobody is in the way.
  if (now - window_ > kOld) share_ = static_cast<double>(options_.at_once);
  if (share_ >= 1) return;
  const auto pause = std::chrono::duration_cast<std::chrono::nanoseconds>(took * (1 / share_ - 1));
  next_start_ = now + std::min<std::chrono::nanoseconds>(pause, kLongestPause);
}

bool BackgroundShare::MayStart(size_t running, Point now) const {
  return now >= next_start_ && static_cast<double>(running) < std::max(1.0, share_);
}

}  // namespace assay::gateway
