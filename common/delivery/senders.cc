#include "common/delivery/senders.h"

#include <algorithm>

#include "common/crypto/key.h"

namespace assay::delivery {
namespace {

double Chance() {
  uint32_t bits = 0;
  for (const char c : crypto::RandomBytes(4)) bits = (bits << 8U) | static_cast<uint8_t>(c);
  return bits / 4294967296.0;
}

}  // namespace

std::chrono::milliseconds BackOff(std::chrono::milliseconds first, std::chrono::milliseconds most,
                                  int64_t tries) {
  auto delay = static_cast<double>(first.count());
  const auto bound = static_cast<double>(most.count());
  for (int64_t i = 1; i < tries && delay < bound; ++i) delay *= 2;
  delay = std::min(delay, bound) * (0.5 + 0.5 * Chance());
  return std::chrono::milliseconds(static_cast<int64_t>(delay));
}

Senders::Senders(size_t threads, std::chrono::milliseconds poll, Step step, OnFailure on_failure)
    : count_(std::max<size_t>(threads, 1)),
      poll_(poll),
      step_(std::move(step)),
      on_failure_(std::move(on_failure)) {}

void Senders::Start() {
  for (size_t i = 0; threads_.size() < count_; ++i) threads_.emplace_back([this, i] { Work(i); });
}

void Senders::Stop() {
  stop_.request_stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
}

void Senders::Nudge() {
  {
    const std::lock_guard lock(mutex_);
    ++nudges_;
  }
  changed_.notify_all();
}

void Senders::Work(size_t thread) {
  const std::stop_token stop = stop_.get_token();
  while (!stop.stop_requested()) {
    uint64_t before = 0;
    {
      const std::lock_guard lock(mutex_);
      before = nudges_;
    }
    const auto done = step_(thread, stop);
    if (!done.ok()) on_failure_(done.status());
    if (done.ok() && *done) continue;
    std::unique_lock lock(mutex_);
    // What came while the step looked elsewhere is not waited for.
    changed_.wait_for(lock, stop, poll_, [this, before] { return nudges_ != before; });
  }
}

}  // namespace assay::delivery
