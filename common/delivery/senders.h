#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "common/status.h"

// What services have in common that send what stands in a queue of their database: to learning
// platforms, by mail, to webhooks.
namespace assay::delivery {

// How long to wait after the `tries`th attempt failed: `first`, doubled each time, `most` at most,
// and a random half of it less, so that what failed together does not come back together.
std::chrono::milliseconds BackOff(std::chrono::milliseconds first, std::chrono::milliseconds most,
                                  int64_t tries);

// Threads that do what is due, until nothing is; then they look again after a while, or when they
// are nudged: other processes fill the same queue. What the step uses outlives it. Thread-safe.
class Senders {
 public:
  // Does one thing that is due; false: nothing is. `thread` counts from 0.
  using Step = std::function<Result<bool>(size_t thread, std::stop_token stop)>;
  using OnFailure = std::function<void(const Status&)>;
  Senders(size_t threads, std::chrono::milliseconds poll, Step step, OnFailure on_failure);
  ~Senders() { Stop(); }
  Senders(const Senders&) = delete;
  Senders& operator=(const Senders&) = delete;

  void Start();
  void Stop();  // waits for what is being done
  void Nudge();

 private:
  void Work(size_t thread);

  const size_t count_;
  const std::chrono::milliseconds poll_;
  const Step step_;
  const OnFailure on_failure_;
  std::stop_source stop_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  uint64_t nudges_ = 0;  // mutex_
  std::vector<std::thread> threads_;
};

}  // namespace assay::delivery
