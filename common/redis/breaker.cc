#include "common/redis/breaker.h"

#include <algorithm>

namespace assay::redis {
namespace {
constexpr std::chrono::milliseconds kLongestWait{5'000};
}  // namespace

bool Breaker::Admit(Clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (wait_.count() == 0) return true;
  if (now < next_try_) return false;
  trying_ = true;
  next_try_ = now + wait_;  // the others wait for what this one finds
  return true;
}

void Breaker::Succeeded() {
  const std::lock_guard lock(mutex_);
  failures_ = 0;
  trying_ = false;
  wait_ = std::chrono::milliseconds(0);
}

void Breaker::Failed(Clock::time_point now, const std::string& why) {
  const std::lock_guard lock(mutex_);
  why_ = why;
  if (++failures_ < failures_until_open_) return;
  // Calls that were under way when it opened say nothing new.
  if (wait_.count() > 0 && !trying_) return;
  wait_ = wait_.count() == 0 ? first_wait_ : std::min(wait_ * 2, kLongestWait);
  next_try_ = now + wait_;
  trying_ = false;
}

bool Breaker::closed() const {
  const std::lock_guard lock(mutex_);
  return wait_.count() == 0;
}

std::string Breaker::why() const {
  const std::lock_guard lock(mutex_);
  return why_;
}

}  // namespace assay::redis
