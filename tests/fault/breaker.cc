#include "tests/fault/breaker.h"

#include <thread>

namespace assay::fault {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// Every fault that is not a kill comes instead of one in so many.
constexpr unsigned kOtherOneIn = 8;

}  // namespace

Status Breaker::Next() {
  if (random_() % kOtherOneIn != 0) return Kill();
  const uint64_t which = random_() % 9;
  if (which >= 7 && stage_.has_clocks() && !options_.still_clocks) return Clock();
  if (which >= 5 && stage_.has_disks()) return Disk();
  switch (which % 5) {
    case 0:  // longer than its lease: somebody else gets its jobs, and it answers too late
      ++faults_["stop a worker beyond its lease"];
      return stage_.Freeze(AnyWorker(), options_.lease + options_.heartbeat * 2);
    case 1:
      ++faults_["stop the judge"];
      return stage_.Freeze("judge", Between(200, 800));
    default:
      return Network(which);
  }
}

Status Breaker::Kill() {
  const std::vector<std::string> parts = stage_.parts();
  // PostgreSQL recovers for a while after each kill, so it gets fewer.
  std::string part = parts[random_() % parts.size()];
  if (part == "postgres" && random_() % 3 != 0) part = "judge";
  ++kills_;
  ++faults_["kill " + part.substr(0, part.find('/'))];
  return stage_.Kill(part);
}

bool Breaker::KillSandbox() {
  if (!stage_.KillSandbox(AnyWorker(), random_())) return false;
  ++kills_;
  ++faults_["kill sandbox"];
  return true;
}

Status Breaker::Network(uint64_t which) {
  if (which % 3 == 0) {
    ++faults_["reset connections of workers"];
    stage_.cut().Reset();
  } else if (which % 3 == 1) {
    ++faults_["silence between workers and judge"];
    stage_.cut().SetSilent(true);
    std::this_thread::sleep_for(Between(200, 1700));
    stage_.cut().SetSilent(false);
  } else {
    ++faults_["latency between workers and judge"];
    stage_.cut().SetDelay(Between(20, 220));
    std::this_thread::sleep_for(milliseconds(500));
    stage_.cut().SetDelay(milliseconds(0));
  }
  return OkStatus();
}

Status Breaker::Disk() {
  const std::string disk = random_() % 2 == 0 ? "postgres" : "blobs";
  ++faults_["full disk of " + disk];
  return stage_.FillDisk(disk, Between(200, 1000));
}

Status Breaker::Clock() {
  if (random_() % 2 == 0) return ServiceClock(random_() % 2 == 0 ? "judge" : AnyWorker());
  // Mostly ahead: leases end early. A little back: they last longer.
  database_clock_ += random_() % 4 == 0 ? seconds(-2) : seconds(1 + random_() % 30);
  ++faults_["clock jump of postgres"];
  return stage_.SetClock("postgres", database_clock_);
}

// Within what a certificate of a day allows.
Status Breaker::ServiceClock(const std::string& part) {
  const std::string kind = part.substr(0, part.find('/'));
  const seconds offset(static_cast<int64_t>(random_() % 3720) - 120);
  ++faults_[(options_.live_clocks ? "clock jump of " : "another clock after a kill of ") + kind];
  ASSAY_RETURN_IF_ERROR(stage_.SetClock(part, offset));
  if (options_.live_clocks) return OkStatus();
  ++kills_;
  return stage_.Kill(part);
}

std::string Breaker::AnyWorker() {
  return "worker/w" + std::to_string(1 + random_() % static_cast<uint64_t>(options_.workers));
}

milliseconds Breaker::Between(int64_t least, int64_t most) {
  return milliseconds(least +
                      static_cast<int64_t>(random_() % static_cast<uint64_t>(most - least)));
}

}  // namespace assay::fault
