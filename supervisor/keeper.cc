#include "supervisor/keeper.h"

#include <fmt/format.h>

#include <algorithm>

namespace assay::supervisor {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kFirstBackoff(100);
constexpr milliseconds kLongestBackoff(10'000);
constexpr std::chrono::seconds kQuietTime(60);  // after which a death is a new trouble
constexpr milliseconds kNeedsPoll(200);

bool IsHopeless(StatusCode code) {
  return code == StatusCode::kInvalidArgument || code == StatusCode::kNotFound ||
         code == StatusCode::kFailedPrecondition || code == StatusCode::kPermissionDenied;
}

}  // namespace

Keeper::Keeper(std::string name, std::vector<std::string> needs, std::unique_ptr<Unit> unit,
               StopFlag stop, Board& board, log::Logger logger)
    : name_(std::move(name)),
      needs_(std::move(needs)),
      unit_(std::move(unit)),
      stop_(std::move(stop)),
      board_(board),
      logger_(std::move(logger)),
      backoff_(kFirstBackoff) {}

Keeper::~Keeper() {
  RequestStop();
  Join();
}

void Keeper::Launch() {
  thread_ = std::thread([this] { Run(); });
}

void Keeper::RequestStop() { stop_.Set(); }

void Keeper::Join() {
  if (thread_.joinable()) thread_.join();
}

void Keeper::Run() {
  if (WaitForNeeds()) {
    while (RunOnce() && stop_.Wait(-1, backoff_) != StopFlag::Woken::kStop) {
      backoff_ = std::min(backoff_ * 2, kLongestBackoff);
    }
  }
  StopUnit();
}

bool Keeper::WaitForNeeds() {
  const auto ready = [this](const std::vector<UnitStatus>& units) {
    return std::all_of(needs_.begin(), needs_.end(), [&](const std::string& need) {
      return std::any_of(units.begin(), units.end(), [&](const UnitStatus& unit) {
        return unit.name == need && unit.state == UnitState::kReady;
      });
    });
  };
  while (!stop_.IsSet()) {
    if (board_.WaitUntil(ready, steady_clock::now() + kNeedsPoll)) return true;
  }
  return false;
}

// From a start to the end of that process. false: it is time to stop.
bool Keeper::RunOnce() {
  const auto begun = steady_clock::now();
  board_.Update(name_, [](UnitStatus& unit) { unit.state = UnitState::kStarting; });
  const Status started = unit_->Start(stop_, [&](pid_t pid) {
    board_.Update(name_, [&](UnitStatus& unit) {
      unit.pid = pid;
      unit.begun = begun;
    });
  });
  if (stop_.IsSet()) return false;
  if (!started.ok()) {
    NoteEnd(started.message(), IsHopeless(started.code()));
    return true;
  }
  NoteReady(begun);
  auto woken = StopFlag::Woken::kTimeout;
  while (woken == StopFlag::Woken::kTimeout) {
    woken = stop_.Wait(unit_->pidfd(), std::chrono::hours(1));
  }
  if (woken == StopFlag::Woken::kStop) return false;
  if (steady_clock::now() - begun > kQuietTime) backoff_ = kFirstBackoff;
  NoteEnd(unit_->End(), false);
  return true;
}

void Keeper::NoteReady(steady_clock::time_point begun) {
  const auto took = std::chrono::duration_cast<milliseconds>(steady_clock::now() - begun);
  const double seconds = static_cast<double>(took.count()) / 1000.0;
  logger_.Info("ready", {{"unit", name_}, {"seconds", seconds}});
  // Said before it is so: whoever waits for the last unit has read the line then.
  board_.Say(fmt::format("  {:<12} ready {:>6.2f} s", name_, seconds));
  board_.Update(name_, [&](UnitStatus& unit) {
    unit.state = UnitState::kReady;
    unit.was_ready = true;
    unit.failed_starts = 0;
    unit.start_took = took;
    unit.admin_port = unit_->admin_port();
  });
}

void Keeper::NoteEnd(const std::string& reason, bool hopeless) {
  board_.Update(name_, [&](UnitStatus& unit) {
    unit.state = UnitState::kBackingOff;
    unit.pid = 0;
    unit.admin_port = 0;
    unit.memory_bytes = 0;
    unit.reason = reason;
    unit.hopeless = hopeless;
    ++unit.restarts;
    ++unit.failed_starts;
  });
  logger_.Warning(
      "died", {{"unit", name_}, {"reason", reason}, {"again_in_ms", int64_t{backoff_.count()}}});
}

void Keeper::StopUnit() {
  const auto begun = steady_clock::now();
  bool ran = false;
  board_.Update(name_, [&](UnitStatus& unit) {
    ran = unit.pid != 0;
    unit.state = UnitState::kStopping;
  });
  const Status stopped = unit_->Stop();
  board_.Update(name_, [&](UnitStatus& unit) {
    unit.state = UnitState::kStopped;
    unit.pid = 0;
    unit.admin_port = 0;
    unit.memory_bytes = 0;
    unit.reason = stopped.ok() ? "" : stopped.message();
  });
  if (!ran) return;
  const std::chrono::duration<double> took = steady_clock::now() - begun;
  logger_.Info("stopped", {{"unit", name_}, {"seconds", took.count()}});
  board_.Say(fmt::format("  {:<12} {} {:>4.2f} s{}", name_,
                         stopped.ok() ? "stopped" : "stopped by force", took.count(),
                         stopped.ok() ? "" : ": " + stopped.message()));
}

}  // namespace assay::supervisor
