#pragma once

#include <chrono>
#include <utility>

#include "common/status.h"
#include "common/unique_fd.h"

namespace assay::redis {

// Wakes a thread that waits in poll(2). Signal from any thread.
class Wake {
 public:
  static Result<Wake> Make();
  int fd() const { return fd_.get(); }
  void Signal();
  void Clear();
  // Until it is signalled, which it stays, or the time is over.
  void WaitFor(std::chrono::milliseconds time) const;

 private:
  explicit Wake(UniqueFd fd) : fd_(std::move(fd)) {}
  UniqueFd fd_;
};

}  // namespace assay::redis
