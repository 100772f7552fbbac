#pragma once

#include <chrono>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::supervisor {

// A flag that can be polled beside other descriptors. Set once, never unset. Thread-safe.
class StopFlag {
 public:
  static Result<StopFlag> Make();
  StopFlag(StopFlag&&) noexcept = default;

  void Set() const;
  bool IsSet() const;
  int fd() const { return fd_.get(); }  // readable once set

  enum class Woken { kStop, kEvent, kTimeout };
  // Waits for the flag, for `event_fd` (-1: none) to be readable, or for the time to pass.
  Woken Wait(int event_fd, std::chrono::milliseconds timeout) const;

 private:
  explicit StopFlag(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace assay::supervisor
