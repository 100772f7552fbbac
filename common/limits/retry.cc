#include "common/limits/retry.h"

#include <algorithm>
#include <cmath>

namespace assay::limits {

using std::chrono::milliseconds;

Backoff::Backoff(BackoffOptions options) : Backoff(options, std::random_device{}()) {}

Backoff::Backoff(BackoffOptions options, uint64_t seed)
    : options_(options), random_(seed), bound_ms_(static_cast<double>(options.first.count())) {}

milliseconds Backoff::Next() {
  const auto most = static_cast<double>(options_.max.count());
  const double bound = std::min(bound_ms_, most);
  bound_ms_ = std::min(bound_ms_ * std::max(options_.factor, 1.0), most);
  return milliseconds(std::uniform_int_distribution<int64_t>(
      0, std::max<int64_t>(std::llround(bound), 0))(random_));
}

void Backoff::Reset() { bound_ms_ = static_cast<double>(options_.first.count()); }

RetryBudget::RetryBudget(RetryBudgetOptions options, std::shared_ptr<const TimeSource> time)
    : options_(options),
      time_(std::move(time)),
      saved_(std::min(options.min_per_second * 10, options.max_saved)),
      seen_(time_->Now()) {}

void RetryBudget::Earn(double amount) {
  const TimeSource::Point now = time_->Now();
  const double seconds = std::chrono::duration<double>(now - seen_).count();
  seen_ = std::max(seen_, now);
  saved_ += amount + std::max(seconds, 0.0) * options_.min_per_second;
  saved_ = std::min(saved_, options_.max_saved);
}

void RetryBudget::OnCall() {
  const std::scoped_lock lock(mutex_);
  Earn(options_.share);
}

bool RetryBudget::TryRetry() {
  const std::scoped_lock lock(mutex_);
  Earn(0);
  if (saved_ < 1) return false;
  saved_ -= 1;
  return true;
}

RetryLoop::RetryLoop(RetryOptions options)
    : options_(std::move(options)), backoff_(options_.backoff) {
  if (options_.budget != nullptr) options_.budget->OnCall();
}

bool RetryLoop::WaitToRetry(const Status& failure) {
  ++attempts_;
  const bool retryable =
      options_.retryable ? options_.retryable(failure) : failure.code() == StatusCode::kUnavailable;
  if (!retryable || attempts_ >= options_.max_attempts) return false;
  const TimeSource::Point when = options_.time->Now() + backoff_.Next();
  // An attempt that cannot begin before the deadline is not waited for, nor paid.
  if (options_.deadline.Expired(when) || options_.stop.stop_requested()) return false;
  if (options_.budget != nullptr && !options_.budget->TryRetry()) return false;
  return options_.time->SleepUntil(when, options_.stop);
}

}  // namespace assay::limits
