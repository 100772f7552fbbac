#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "common/database/connection.h"
#include "common/unique_fd.h"

namespace assay::database {

// A connection of its own that LISTENs on one channel. Notifications tell that there may be
// something to see, never what: one that is missed (a lost connection) must do no harm.
// Used by one thread, except Interrupt, which any thread and a signal handler may call.
class Listener {
 public:
  static Result<std::unique_ptr<Listener>> Open(const Settings& settings, std::string channel);
  ~Listener();

  // How many notifications came; 0 at the deadline or after Interrupt. Waits only where none is
  // there yet. kUnavailable: the connection is lost, open another.
  Result<int> Wait(std::chrono::steady_clock::time_point deadline);

  // What those of the last Wait carried: a hint where to look, at most kMaxPayloads of them.
  static constexpr size_t kMaxPayloads = 1000;
  std::vector<std::string> TakePayloads();

  // Ends the present Wait, or the next one at once.
  void Interrupt() const;

 private:
  class Receiver;
  Listener(std::unique_ptr<Connection> connection, UniqueFd wake);

  std::unique_ptr<Connection> connection_;
  std::unique_ptr<Receiver> receiver_;
  UniqueFd wake_;
};

}  // namespace assay::database
