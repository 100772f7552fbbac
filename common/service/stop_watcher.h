#pragma once

#include <atomic>
#include <chrono>
#include <semaphore>
#include <stop_token>
#include <thread>

#include "common/log/log.h"
#include "common/service/stop_signals_syscalls.h"

namespace assay::service {

// Turns the first SIGTERM or SIGINT into a stop request, and sees that the stop comes to an end:
// the process ends itself at a second signal, and when the stop takes too long. What may hang in a
// stop stands between this object's beginning and end.
class StopWatcher {
 public:
  StopWatcher(StopSignals signals, std::stop_source source, std::chrono::milliseconds stop_timeout,
              log::Logger logger);
  ~StopWatcher();
  StopWatcher(const StopWatcher&) = delete;
  StopWatcher& operator=(const StopWatcher&) = delete;

 private:
  void Watch();
  void RequestStop();

  const StopSignals signals_;
  std::stop_source source_;
  const std::chrono::milliseconds stop_timeout_;
  const log::Logger logger_;
  std::binary_semaphore stop_or_end_{0};
  std::atomic<bool> stop_{false};
  // Requests the stop: its callbacks may take long, and the watch goes on meanwhile.
  std::thread requester_;
  std::thread watcher_;
};

}  // namespace assay::service
