#pragma once

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "common/log/log.h"
#include "supervisor/board.h"
#include "supervisor/stop_flag.h"
#include "supervisor/unit.h"

namespace assay::supervisor {

// Keeps one unit running, on a thread of its own: waits for what it needs, starts it, starts it
// again when it dies (after 0.1 s, then twice as long each time up to 10 s; anew after a minute
// without trouble), and stops it in the end. Says on the board what goes on.
class Keeper {
 public:
  // `board` outlives the keeper and has every unit in `needs`.
  Keeper(std::string name, std::vector<std::string> needs, std::unique_ptr<Unit> unit,
         StopFlag stop, Board& board, log::Logger logger);
  ~Keeper();  // RequestStop and Join
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  void Launch();
  void RequestStop();
  void Join();
  const std::string& name() const { return name_; }

 private:
  void Run();
  bool WaitForNeeds();
  bool RunOnce();
  void NoteReady(std::chrono::steady_clock::time_point begun);
  void NoteEnd(const std::string& reason, bool hopeless);
  void StopUnit();

  const std::string name_;
  const std::vector<std::string> needs_;
  const std::unique_ptr<Unit> unit_;
  const StopFlag stop_;
  Board& board_;
  const log::Logger logger_;
  std::chrono::milliseconds backoff_;
  std::thread thread_;  // last: it uses all the others
};

}  // namespace assay::supervisor
