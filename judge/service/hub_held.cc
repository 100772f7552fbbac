// Leases while they are held: heartbeats, their loss, and what they allow.
#include <algorithm>

#include "judge/service/hub.h"
#include "judge/service/hub_session.h"

namespace assay::judge {

using std::chrono::milliseconds;

void Hub::HeartbeatLoop() {
  const milliseconds pause =
      std::clamp(options_.heartbeat / 4, milliseconds(50), milliseconds(500));
  while (!WaitOrStop(pause)) {
    std::vector<std::pair<int64_t, int>> leases;
    {
      const std::lock_guard lock(mutex_);
      leases.assign(beats_.begin(), beats_.end());
      beats_.clear();
    }
    for (size_t i = 0; i < leases.size(); i += Queue::kMaxBatch) {
      const size_t end = std::min(leases.size(), i + Queue::kMaxBatch);
      ExtendLeases({leases.begin() + static_cast<ptrdiff_t>(i),
                    leases.begin() + static_cast<ptrdiff_t>(end)});
    }
  }
}

void Hub::ExtendLeases(std::vector<std::pair<int64_t, int>> leases) {
  const auto held = core_.queue.Heartbeat(leases, options_.lease);
  Outbox outbox;
  const std::lock_guard lock(mutex_);
  if (!held.ok()) {
    core_.logger.Warning("leases cannot be extended", {log::Field(held.status())});
    for (const auto& [job, attempt] : leases) beats_.emplace(job, attempt);  // with the next ones
    return;
  }
  for (size_t i = 0; i < leases.size(); ++i) {
    const auto lease = leases_.find(leases[i].first);
    if (lease == leases_.end() || lease->second.attempt != leases[i].second) continue;
    if (held->at(i) == LeaseHeld::kYes) {
      lease->second.until = Clock::now() + options_.lease;
    } else if (!lease->second.finishing) {  // a result that is on its way is answered by itself
      outbox.Add(lease->second.session,
                 RevokedMessage(lease->first, lease->second.attempt,
                                held->at(i) == LeaseHeld::kCancelled ? v1::REVOKE_REASON_CANCELLED
                                                                     : v1::REVOKE_REASON_LOST));
      Erase(lease);
    }
  }
}

void Hub::JobCancelled(int64_t job) {
  Outbox outbox;
  const std::lock_guard lock(mutex_);
  const auto lease = leases_.find(job);
  if (lease == leases_.end() || lease->second.finishing) return;
  outbox.Add(lease->second.session,
             RevokedMessage(job, lease->second.attempt, v1::REVOKE_REASON_CANCELLED));
  Erase(lease);
}

void Hub::LeasesLost(const std::vector<LostLease>& lost) {
  Outbox outbox;
  const std::lock_guard lock(mutex_);
  for (const LostLease& one : lost) {
    const auto lease = leases_.find(one.id);
    if (lease == leases_.end() || lease->second.attempt != one.attempt || lease->second.finishing) {
      continue;
    }
    outbox.Add(lease->second.session, RevokedMessage(one.id, one.attempt, v1::REVOKE_REASON_LOST));
    Erase(lease);
  }
}

bool Hub::IsLeasedHere(int64_t job) {
  const std::lock_guard lock(mutex_);
  return leases_.contains(job);
}

// ---------------------------------------------------------------------------- what a lease allows

Result<std::string> Hub::MayRead(const std::string& worker, const v1::LeaseId& id,
                                 const std::string& sha256) {
  const std::lock_guard lock(mutex_);
  const Lease* lease = Find(worker, id.job(), id.attempt());
  if (lease == nullptr || sha256.empty() ||
      (lease->package != sha256 && !lease->puts.contains(sha256))) {
    return PermissionDenied("no lease of this worker names that blob");
  }
  return lease->record.tenant;
}

Result<std::string> Hub::MayWrite(const std::string& worker, const v1::LeaseId& id) {
  const std::lock_guard lock(mutex_);
  const Lease* lease = Find(worker, id.job(), id.attempt());
  if (lease == nullptr) return PermissionDenied("this worker does not hold that lease");
  return lease->record.tenant;
}

void Hub::NotePut(const std::string& worker, const v1::LeaseId& id, const std::string& sha256) {
  constexpr size_t kMaxPuts = 16;
  const std::lock_guard lock(mutex_);
  Lease* lease = Find(worker, id.job(), id.attempt());
  if (lease != nullptr && lease->puts.size() < kMaxPuts) lease->puts.insert(sha256);
}

}  // namespace assay::judge
