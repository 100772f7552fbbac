#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace assay::rpc {

// Threads for calls that wait for the database: gRPC's own must not. Thread-safe. The destructor
// runs what was taken and then ends them.
class Workers {
 public:
  // At most `waiting` tasks wait beside those that run.
  Workers(size_t threads, size_t waiting);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // false: too much waits already, and the task was not taken.
  [[nodiscard]] bool Run(std::function<void()> task);

 private:
  void Work();

  const size_t waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> tasks_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace assay::rpc
