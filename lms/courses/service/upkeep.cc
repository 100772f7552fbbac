#include "lms/courses/service/upkeep.h"

#include <algorithm>

#include "lms/courses/service/quiz_store.h"
#include "lms/courses/service/reckon.h"

namespace assay::courses {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kStep{250};
constexpr milliseconds kAfterFailure{2000};

}  // namespace

Upkeep::Upkeep(Core& core, Sources& sources, const Options& options)
    : core_(core), sources_(sources), options_(options) {
  core_.wake = [this] { Wake(); };
  threads_.emplace_back([this] { Follow(); });
  threads_.emplace_back([this] { Reckon(); });
  threads_.emplace_back([this] { Roster(); });
  threads_.emplace_back([this] { Mail(); });
}

Upkeep::~Upkeep() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void Upkeep::Wake() {
  {
    const std::lock_guard lock(mutex_);
    stale_ = true;
  }
  changed_.notify_all();
}

bool Upkeep::Wait(milliseconds time) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, time, [this] { return ending_; });
  return !ending_;
}

void Upkeep::Follow() {
  milliseconds pause{0};
  while (Wait(pause)) {
    const auto followed = FollowJudge(core_, sources_);
    if (!followed.ok())
      core_.logger.Warning("the judge cannot be followed now", {log::Field(followed.status())});
    // After some changes there may be more at once.
    pause = !followed.ok() ? kAfterFailure : *followed > 0 ? milliseconds(0) : options_.follow;
  }
}

void Upkeep::Reckon() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      // Also without being woken: another process may have left something.
      changed_.wait_for(lock, std::chrono::seconds(2), [this] { return ending_ || stale_; });
      if (ending_) return;
      stale_ = false;
    }
    while (true) {
      const auto connection = Borrow(core_);
      const auto done =
          connection.ok() ? ReckonStale(core_, **connection) : Result<int>(connection.status());
      if (!done.ok())
        core_.logger.Warning("grades wait to be reckoned", {log::Field(done.status())});
      if (!done.ok() && done.status().code() != StatusCode::kAborted && !Wait(kAfterFailure))
        return;
      if (!done.ok()) continue;
      if (*done == 0) break;
    }
  }
}

void Upkeep::Mail() {
  milliseconds pause{0};
  while (Wait(pause)) {
    const auto told = MailNotifications(core_, sources_, 200);
    if (!told.ok())
      core_.logger.Warning("notifications wait to be mailed", {log::Field(told.status())});
    pause = !told.ok() ? kAfterFailure : *told > 0 ? milliseconds(0) : 2 * kStep;
  }
}

void Upkeep::Roster() {
  auto next = std::chrono::steady_clock::now();
  do {
    const auto reports = FollowReports(core_, sources_, 20);
    if (!reports.ok())
      core_.logger.Warning("reports cannot be read now", {log::Field(reports.status())});
    const Status told = TellAnnouncements(core_);
    if (!told.ok()) core_.logger.Warning("announcements wait", {log::Field(told)});
    const auto finished = FinishOverdue(core_);
    if (!finished.ok())
      core_.logger.Warning("quizzes whose time is over wait", {log::Field(finished.status())});
    if (std::chrono::steady_clock::now() < next) continue;
    const auto roster = FollowRoster(core_, sources_, options_.roster);
    if (!roster.ok())
      core_.logger.Warning("people cannot be copied now", {log::Field(roster.status())});
    next = std::chrono::steady_clock::now() + (roster.ok() ? milliseconds(1000) : kAfterFailure);
  } while (Wait(kStep));
}

}  // namespace assay::courses
