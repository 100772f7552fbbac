// Quarantine, and what people ask about workers.
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "judge/service/hub.h"
#include "judge/service/hub_session.h"

namespace assay::judge {

using std::chrono::milliseconds;

void Hub::Quarantine(const std::string& worker, const std::string& reason, int64_t guilty_job) {
  std::vector<Give> gives;
  {
    Outbox outbox;
    const std::lock_guard lock(mutex_);
    if (!quarantined_.emplace(worker, reason).second) return;
    unsaved_[worker] = reason;
    for (auto it = leases_.begin(); it != leases_.end();) {
      const auto lease = it++;
      const bool guilty = lease->first == guilty_job;
      if (lease->second.worker != worker || (lease->second.finishing && !guilty)) continue;
      gives.push_back({lease->first, lease->second.attempt,
                       guilty ? "worker \"" + worker + "\" " + reason : ""});
      Erase(lease);
    }
    if (const auto session = sessions_.find(worker); session != sessions_.end()) {
      session->second->quarantined = reason;
      v1::JudgeMessage message;
      message.mutable_quarantined()->set_reason(reason);
      outbox.Add(session->second, std::move(message));
    }
  }
  figures_->quarantines.Add();
  core_.logger.Error("a worker is in quarantine", {{"worker", worker}, {"reason", reason}});
  core_.work.PostAlways([this, gives] {
    SaveQuarantines();
    GiveBack(gives, milliseconds(0));
  });
}

void Hub::SaveQuarantines() {
  std::map<std::string, std::string> unsaved;
  {
    const std::lock_guard lock(mutex_);
    unsaved.swap(unsaved_);
  }
  for (const auto& [worker, reason] : unsaved) {
    if (core_.store.workers().SetQuarantine(worker, reason).ok()) continue;
    const std::lock_guard lock(mutex_);
    unsaved_.emplace(worker, reason);  // with the next tick
  }
}

// Another judge, or its administrator, may have put one in or let one go.
void Hub::RefreshQuarantines() {
  const auto workers = core_.store.workers().List();
  if (!workers.ok()) return;
  std::vector<std::pair<std::string, std::string>> anew;
  std::vector<SessionPtr> released;
  {
    const std::lock_guard lock(mutex_);
    for (const WorkerRecord& worker : *workers) {
      if (unsaved_.contains(worker.name)) continue;
      const bool here = quarantined_.contains(worker.name);
      if (!worker.quarantined.empty() && !here) anew.emplace_back(worker.name, worker.quarantined);
      if (!worker.quarantined.empty() || !here) continue;
      quarantined_.erase(worker.name);
      const auto session = sessions_.find(worker.name);
      if (session != sessions_.end()) released.push_back(session->second);
    }
  }
  for (const auto& [worker, reason] : anew) Quarantine(worker, reason);
  for (const SessionPtr& session : released) {
    session->link->Close(Unavailable("released from quarantine; connect again"));
  }
}

void Hub::Tick() {
  std::vector<std::string> seen;
  std::vector<Ending> unresolved;
  int ticks = 0;
  {
    const std::lock_guard lock(mutex_);
    ticks = ++ticks_;
    unresolved.swap(unresolved_);
    int slots = 0;
    for (const auto& [name, session] : sessions_) {
      seen.push_back(name);
      slots += session->hello.slots();
    }
    figures_->workers.Set(static_cast<double>(sessions_.size()));
    figures_->slots.Set(slots);
    figures_->busy.Set(static_cast<double>(leases_.size()));
    figures_->quarantined.Set(static_cast<double>(quarantined_.size()));
    // Ended elsewhere and never heard of: the worker is gone, another judge swept the lease.
    const auto long_ago = Clock::now() - 4 * options_.lease;
    for (auto it = leases_.begin(); it != leases_.end();) {
      const auto lease = it++;
      if (lease->second.until < long_ago && !lease->second.finishing) Erase(lease);
    }
  }
  SaveQuarantines();
  if (ticks % 5 == 0) RefreshQuarantines();
  if (ticks % 30 == 1) (void)core_.store.workers().Seen(seen).ok();
  for (const Ending& ending : unresolved) Resolve(ending.session, ending);
}

// ---------------------------------------------------------------------------- for people

Result<std::vector<v1::Worker>> Hub::Workers() {
  using google::protobuf::util::TimeUtil;
  ASSAY_ASSIGN_OR_RETURN(const auto known, core_.store.workers().List());
  std::vector<v1::Worker> workers;
  const std::lock_guard lock(mutex_);
  for (const WorkerRecord& record : known) {
    v1::Worker w;
    w.set_name(record.name);
    w.set_version(record.version);
    w.set_backend(record.backend);
    w.set_slots(record.slots);
    w.set_quarantined(record.quarantined);
    *w.mutable_last_seen() = TimeUtil::MicrosecondsToTimestamp(record.last_seen_us);
    if (const auto mine = quarantined_.find(record.name); mine != quarantined_.end()) {
      w.set_quarantined(mine->second);
    }
    if (const auto found = sessions_.find(record.name); found != sessions_.end()) {
      const Session& session = *found->second;
      w.set_connected(true);
      w.set_busy(session.held);
      w.set_draining(session.draining);
      w.set_finished(session.finished);
      w.set_load(session.load);
      *w.mutable_images() = session.hello.images();
      *w.mutable_last_seen() = TimeUtil::MillisecondsToTimestamp(
          std::chrono::duration_cast<milliseconds>(session.last_seen.time_since_epoch()).count());
    }
    workers.push_back(std::move(w));
  }
  return workers;
}

Result<v1::Worker> Hub::SetWorker(const v1::SetWorkerRequest& request) {
  const std::string& name = request.name();
  switch (request.action()) {
    case v1::SetWorkerRequest::ACTION_DRAIN: {
      Outbox outbox;
      const std::lock_guard lock(mutex_);
      const auto session = sessions_.find(name);
      if (session == sessions_.end())
        return NotFound("no worker named \"" + name + "\" is connected");
      session->second->draining = true;
      v1::JudgeMessage message;
      message.mutable_drain();
      outbox.Add(session->second, std::move(message));
      break;
    }
    case v1::SetWorkerRequest::ACTION_QUARANTINE: {
      const std::string reason =
          request.reason().empty() ? "by an administrator" : request.reason();
      ASSAY_RETURN_IF_ERROR(core_.store.workers().SetQuarantine(name, reason));
      Quarantine(name, reason);
      break;
    }
    case v1::SetWorkerRequest::ACTION_RELEASE: {
      const std::lock_guard lock(mutex_);
      unsaved_.erase(name);
    }
      ASSAY_RETURN_IF_ERROR(core_.store.workers().SetQuarantine(name, ""));
      RefreshQuarantines();
      break;
    default:
      return InvalidArgument("action: one of drain, quarantine and release");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto workers, Workers());
  for (const v1::Worker& worker : workers) {
    if (worker.name() == name) return worker;
  }
  return NotFound("no worker named \"" + name + "\"");
}

}  // namespace assay::judge
