#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "common/status.h"

namespace assay::fault {

// A TCP relay on the loopback that can be made slow or cut: between workers and judge, in the place
// of a bad network. Owns its threads. Thread-safe.
class Cut {
 public:
  // Listens on a free port and connects each client to 127.0.0.1:`target_port`.
  static Result<std::unique_ptr<Cut>> Start(int target_port);
  virtual ~Cut() = default;
  virtual int port() const = 0;
  // Each piece of data is passed on so much later; zero ends it.
  virtual void SetDelay(std::chrono::milliseconds delay) = 0;
  // Nothing passes and nobody is told, as if a cable had been pulled; false: what waited goes on.
  virtual void SetSilent(bool silent) = 0;
  // Every connection of this moment is reset.
  virtual void Reset() = 0;
};

}  // namespace assay::fault
