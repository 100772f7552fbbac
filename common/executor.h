#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace assay {

// Threads that may wait for the database, so that gRPC's own never do. The queue of tasks is
// bounded. Thread-safe; the destructor runs what was taken and waits for it.
class Executor {
 public:
  Executor(size_t threads, size_t max_waiting);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // false: too many wait already, or it is being stopped; the task was not taken.
  [[nodiscard]] bool Post(std::function<void()> task);
  // Takes it beyond the bound: for work that nobody else could do later. Not during the stop.
  void PostAlways(std::function<void()> task);
  // Takes no more, runs what was taken.
  void Stop();
  size_t waiting() const;

 private:
  void Loop();

  const size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool stopped_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay
