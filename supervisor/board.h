#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::supervisor {

enum class UnitState : uint8_t {
  kWaiting,     // for what it needs
  kStarting,    // runs, and is not ready yet for the first time since its start
  kReady,       //
  kNotReady,    // runs, and says why it cannot work just now
  kBackingOff,  // died, and is started again in a moment
  kStopping,    //
  kStopped,     //
};
std::string_view UnitStateName(UnitState state);  // "ready", "backing off" …

// What is known of one unit: a service, PostgreSQL or Redis.
struct UnitStatus {
  std::string name;
  UnitState state = UnitState::kWaiting;
  pid_t pid = 0;               // 0: none runs
  uint16_t admin_port = 0;     // where it answers /readyz and /metrics; 0: nowhere
  unsigned restarts = 0;       // since the supervisor started
  unsigned failed_starts = 0;  // in a row
  bool was_ready = false;      // since the supervisor started
  bool hopeless = false;       // started again it would fail alike: wrong options, missing program
  std::string reason;          // why it is not ready; the last end after a restart
  std::chrono::steady_clock::time_point begun{};  // of the process that runs
  std::chrono::milliseconds start_took{0};
  uint64_t memory_bytes = 0;  // of its processes, shared pages counted by share
};

// What all units are doing, and what was said about it. Thread-safe.
class Board {
 public:
  void Add(std::string name);
  void Update(std::string_view name, const std::function<void(UnitStatus&)>& change);
  std::vector<UnitStatus> Units() const;

  // A line for whoever watches a start or a stop.
  void Say(std::string line);
  size_t LineCount() const;
  // The lines after the first `seen`; waits for one until the deadline where there is none.
  std::vector<std::string> Lines(size_t seen, std::chrono::steady_clock::time_point deadline) const;

  // Waits until `done` holds for the units. false: the deadline came first.
  bool WaitUntil(const std::function<bool(const std::vector<UnitStatus>&)>& done,
                 std::chrono::steady_clock::time_point deadline) const;

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::vector<UnitStatus> units_;
  std::vector<std::string> lines_;
};

}  // namespace assay::supervisor
