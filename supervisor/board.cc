#include "supervisor/board.h"

#include <algorithm>

namespace assay::supervisor {
namespace {

// A supervisor lives for months; nobody reads more than the lines of one start or stop.
constexpr size_t kMaxLines = 10000;

}  // namespace

std::string_view UnitStateName(UnitState state) {
  switch (state) {
    case UnitState::kWaiting:
      return "waiting";
    case UnitState::kStarting:
      return "starting";
    case UnitState::kReady:
      return "ready";
    case UnitState::kNotReady:
      return "not ready";
    case UnitState::kBackingOff:
      return "backing off";
    case UnitState::kStopping:
      return "stopping";
    case UnitState::kStopped:
      return "stopped";
  }
  return "?";
}

void Board::Add(std::string name) {
  const std::lock_guard lock(mutex_);
  units_.emplace_back().name = std::move(name);
}

void Board::Update(std::string_view name, const std::function<void(UnitStatus&)>& change) {
  {
    const std::lock_guard lock(mutex_);
    const auto unit =
        std::find_if(units_.begin(), units_.end(), [&](const auto& u) { return u.name == name; });
    if (unit == units_.end()) return;
    change(*unit);
  }
  changed_.notify_all();
}

std::vector<UnitStatus> Board::Units() const {
  const std::lock_guard lock(mutex_);
  return units_;
}

void Board::Say(std::string line) {
  {
    const std::lock_guard lock(mutex_);
    if (lines_.size() < kMaxLines) lines_.push_back(std::move(line));
  }
  changed_.notify_all();
}

size_t Board::LineCount() const {
  const std::lock_guard lock(mutex_);
  return lines_.size();
}

std::vector<std::string> Board::Lines(size_t seen,
                                      std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, deadline, [&] { return lines_.size() > seen; });
  if (lines_.size() <= seen) return {};
  return {lines_.begin() + static_cast<std::ptrdiff_t>(seen), lines_.end()};
}

bool Board::WaitUntil(const std::function<bool(const std::vector<UnitStatus>&)>& done,
                      std::chrono::steady_clock::time_point deadline) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_until(lock, deadline, [&] { return done(units_); });
}

}  // namespace assay::supervisor
