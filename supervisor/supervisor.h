#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "common/log/log.h"
#include "common/status.h"
#include "supervisor/board.h"
#include "supervisor/keeper.h"
#include "supervisor/services.h"

namespace assay::supervisor {

// All units of one data folder and their keepers. Used by one thread, except board().
class Supervisor {
 public:
  explicit Supervisor(log::Logger logger) : logger_(std::move(logger)) {}
  ~Supervisor() { Stop(); }
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Starts every unit as soon as what it needs is ready, and returns when all are. kCancelled:
  // `stop` was set. Another error names the unit that cannot be started and why: one for which
  // another try would be no use, that failed five times in a row, or that took longer than
  // `timeout`. The others go on until Stop.
  Status Start(std::vector<PlannedUnit> units, const StopFlag& stop, std::chrono::seconds timeout);

  // In the reverse order of their start: a unit goes when all that need it have gone. Bounded by
  // the units' own times.
  void Stop();

  Board& board() { return board_; }

 private:
  struct Kept {
    std::vector<std::string> needs;
    std::unique_ptr<Keeper> keeper;
  };
  Status Add(PlannedUnit unit);

  const log::Logger logger_;
  Board board_;
  std::vector<Kept> kept_;
};

}  // namespace assay::supervisor
