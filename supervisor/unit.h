#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <string>

#include "common/status.h"
#include "supervisor/stop_flag.h"

namespace assay::supervisor {

// Something that runs as a process and is kept running: PostgreSQL, Redis, a service. Used by one
// thread, its keeper's, which is the process's parent and lasts as long as it.
class Unit {
 public:
  virtual ~Unit() = default;

  // Starts it and returns when it is ready. `begun` is called as soon as there is a process.
  // kCancelled: `stop` was set, and Stop is called next. After any other error no process is left.
  // kInvalidArgument, kNotFound, kFailedPrecondition, kPermissionDenied: trying again would not
  // help.
  virtual Status Start(const StopFlag& stop, const std::function<void(pid_t)>& begun) = 0;

  // Readable once the process ended; then End says how, and reaps it.
  virtual int pidfd() const = 0;
  virtual std::string End() = 0;

  // In order, and within a time of its own by force. Nothing where there is no process.
  virtual Status Stop() = 0;

  // Where it answers /readyz and /metrics on the loopback, once it is ready; 0: nowhere.
  virtual uint16_t admin_port() const { return 0; }
};

}  // namespace assay::supervisor
