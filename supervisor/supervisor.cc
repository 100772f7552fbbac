#include "supervisor/supervisor.h"

#include <algorithm>

namespace assay::supervisor {
namespace {

using std::chrono::steady_clock;

constexpr unsigned kMaxFailedStarts = 5;
constexpr std::chrono::milliseconds kTick(50);

// The reason why a unit will not come; OK while there is hope.
Status WhyNotStarting(const std::vector<UnitStatus>& units) {
  for (const UnitStatus& unit : units) {
    if (unit.was_ready) continue;
    if (!unit.hopeless && unit.failed_starts < kMaxFailedStarts) continue;
    return FailedPrecondition(unit.name + " cannot be started: " + unit.reason);
  }
  return OkStatus();
}

Status TookTooLong(const std::vector<UnitStatus>& units) {
  for (const UnitStatus& unit : units) {
    if (unit.was_ready || unit.state == UnitState::kWaiting) continue;
    return DeadlineExceeded(unit.name +
                            " is not ready: " + (unit.reason.empty() ? "it starts" : unit.reason));
  }
  return DeadlineExceeded("the services did not start in time");
}

}  // namespace

Status Supervisor::Start(std::vector<PlannedUnit> units, const StopFlag& stop,
                         std::chrono::seconds timeout) {
  for (PlannedUnit& unit : units) ASSAY_RETURN_IF_ERROR(Add(std::move(unit)));
  for (const Kept& kept : kept_) kept.keeper->Launch();
  const auto all_ready = [](const std::vector<UnitStatus>& now) {
    return std::all_of(now.begin(), now.end(), [](const UnitStatus& unit) {
      return unit.state == UnitState::kReady || unit.state == UnitState::kNotReady;
    });
  };
  const auto deadline = steady_clock::now() + timeout;
  while (true) {
    const bool ready = board_.WaitUntil(all_ready, steady_clock::now() + kTick);
    if (stop.IsSet()) return {StatusCode::kCancelled, "stopped while the services started"};
    if (ready) return OkStatus();
    const std::vector<UnitStatus> now = board_.Units();
    ASSAY_RETURN_IF_ERROR(WhyNotStarting(now));
    if (steady_clock::now() > deadline) return TookTooLong(now);
  }
}

Status Supervisor::Add(PlannedUnit unit) {
  ASSAY_ASSIGN_OR_RETURN(StopFlag stop, StopFlag::Make());
  board_.Add(unit.name);
  auto keeper = std::make_unique<Keeper>(std::move(unit.name), unit.needs, std::move(unit.unit),
                                         std::move(stop), board_, logger_);
  kept_.push_back({std::move(unit.needs), std::move(keeper)});
  return OkStatus();
}

void Supervisor::Stop() {
  while (!kept_.empty()) {
    const auto is_needed = [this](const Kept& kept) {
      return std::any_of(kept_.begin(), kept_.end(), [&](const Kept& other) {
        return std::find(other.needs.begin(), other.needs.end(), kept.keeper->name()) !=
               other.needs.end();
      });
    };
    std::vector<std::string> going;
    for (const Kept& kept : kept_) {
      if (!is_needed(kept)) going.push_back(kept.keeper->name());
    }
    // Those that nothing needs any more go together.
    const auto goes = [&](const Kept& kept) {
      return std::find(going.begin(), going.end(), kept.keeper->name()) != going.end();
    };
    for (const Kept& kept : kept_) {
      if (goes(kept)) kept.keeper->RequestStop();
    }
    std::erase_if(kept_, [&](Kept& kept) {
      if (!goes(kept)) return false;
      kept.keeper->Join();
      return true;
    });
    if (going.empty()) return;  // a circle; PlanUnits makes none
  }
}

}  // namespace assay::supervisor
