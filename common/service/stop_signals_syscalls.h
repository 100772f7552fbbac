#pragma once

#include <chrono>
#include <optional>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::service {

// SIGTERM and SIGINT as something to wait for. SIGPIPE is ignored from here on.
class StopSignals {
 public:
  // Blocks them in this thread and in those that it makes afterwards.
  static Result<StopSignals> Block();

  enum class Event { kSignal, kTimeout, kFinished };
  struct Waited {
    Event event = Event::kTimeout;
    int signal = 0;
  };
  // nullopt: without end. From one thread at a time.
  Waited Wait(std::optional<std::chrono::milliseconds> timeout) const;
  // Wait returns kFinished from now on. From any thread.
  void Finish() const;

 private:
  StopSignals(UniqueFd signals, UniqueFd finished)
      : signals_(std::move(signals)), finished_(std::move(finished)) {}
  UniqueFd signals_, finished_;
};

// Ends the process at once: no destructor runs, nothing is flushed.
[[noreturn]] void EndNow(int exit_code);

}  // namespace assay::service
