// Ends of jobs, heartbeats, and quarantine.
#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "judge/service/convert.h"
#include "judge/service/hub.h"
#include "judge/service/hub_session.h"
#include "judge/service/result_text.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMaxBatch = 200;

bool IsPassing(const Status& status) {
  switch (status.code()) {
    case StatusCode::kUnavailable:
    case StatusCode::kAborted:
    case StatusCode::kDeadlineExceeded:
    case StatusCode::kResourceExhausted:
      return true;
    default:
      return false;
  }
}

int64_t NowMicroseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

JobResult ToQueue(int64_t job, int attempt, const v1::JobResult& result) {
  return {job, attempt, result.report_sha256(), ToSummary(result)};
}

}  // namespace

// ---------------------------------------------------------------------------- ends

void Hub::FinishLoop() {
  while (true) {
    std::vector<Ending> batch;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || !endings_.empty(); });
      if (endings_.empty()) return;  // only when stopped
      std::set<int64_t> jobs;        // the queue takes a job once a call
      while (!endings_.empty() && batch.size() < kMaxBatch &&
             jobs.insert(endings_.front().job).second) {
        batch.push_back(std::move(endings_.front()));
        endings_.pop_front();
      }
    }
    std::vector<Ending> results;
    for (Ending& ending : batch) {
      if (ending.failed) {
        FailOne(ending);
      } else {
        results.push_back(std::move(ending));
      }
    }
    if (!results.empty()) FinishBatch(std::move(results));
  }
}

// Until it is durable: the worker keeps its results until it hears of them, and so do we.
void Hub::FinishBatch(std::vector<Ending> batch) {
  std::vector<JobResult> results;
  for (const Ending& e : batch) results.push_back(ToQueue(e.job, e.attempt, e.result));
  for (milliseconds pause{50};; pause = std::min(pause * 2, milliseconds(1000))) {
    const auto outcomes = core_.queue.Finish(results);
    if (outcomes.ok()) {
      for (size_t i = 0; i < batch.size(); ++i) Outcome(batch[i], outcomes->at(i));
      return;
    }
    if (!IsPassing(outcomes.status())) return FinishOneByOne(batch);
    core_.logger.Warning(
        "results wait for the database",
        {{"results", static_cast<int64_t>(batch.size())}, log::Field(outcomes.status())});
    if (WaitOrStop(pause)) return;  // workers say them again to the next judge
  }
}

// One of them is what the database does not take; the others must not suffer.
void Hub::FinishOneByOne(const std::vector<Ending>& batch) {
  for (const Ending& ending : batch) {
    const JobResult result = ToQueue(ending.job, ending.attempt, ending.result);
    const auto outcome = core_.queue.Finish(std::span(&result, 1));
    if (outcome.ok()) {
      Outcome(ending, outcome->at(0));
      continue;
    }
    core_.logger.Error("a result cannot be stored",
                       {{"job", ending.job}, log::Field(outcome.status())});
    Ending failed = ending;
    failed.failed = true;
    failed.reason = "its result cannot be stored: " + outcome.status().ToString();
    FailOne(failed);
  }
}

void Hub::Outcome(const Ending& ending, FinishOutcome outcome) {
  const bool counted = outcome != FinishOutcome::kStale;
  std::optional<SubmissionRecord> ended;
  {
    const std::lock_guard lock(mutex_);
    const auto lease = leases_.find(ending.job);
    if (lease != leases_.end() && lease->second.attempt == ending.attempt) {
      // kAlready too: the first answer of the database may have been lost on its way.
      if (counted && lease->second.counts) ended = lease->second.record;
      lease->second.span.Set("verdict", ending.result.verdict());
      Erase(lease);
    }
    if (counted) {
      ending.session->late = 0;
      ending.session->failures = 0;
    }
    if (outcome == FinishOutcome::kAccepted) ++ending.session->finished;
  }
  (outcome == FinishOutcome::kAccepted  ? figures_->accepted
   : outcome == FinishOutcome::kAlready ? figures_->repeated
                                        : figures_->late)
      .Add();
  if (!ended) {
    Answer(ending, counted);
  } else {
    ended->state = JobState::kDone;
    ended->ended_us = NowMicroseconds();
    ended->summary = ToSummary(ending.result);
    v1::Submission submission = ToProto(*ended);
    core_.events.Publish(ended->id, CourseKey(ended->tenant, ended->course),
                         SnapshotOf(submission));
    // The worker hears of it when webhooks are in the database: should the judge die before, it
    // says its result again.
    core_.work.PostAlways([this, ending, counted, submission, url = ended->callback_url] {
      if (core_.on_ended) core_.on_ended(submission, url);
      Answer(ending, counted);
    });
  }
  if (!counted) CountLate(ending.session);
  if (outcome == FinishOutcome::kAlready && !ended) {
    core_.work.PostAlways([this, job = ending.job] { TellAgain(job); });
  }
  changed_.notify_all();
}

void Hub::Answer(const Ending& ending, bool counted) {
  Outbox outbox;
  const std::lock_guard lock(mutex_);
  outbox.Add(ending.session, AcceptedMessage(ending.job, ending.attempt, counted));
}

// A result that was accepted before this judge's memory: its webhooks may not be on their way.
void Hub::TellAgain(int64_t job) {
  const auto found = core_.store.submissions().GetJobs(std::span(&job, 1));
  if (!found.ok() || found->empty() || !found->front().counts || !core_.on_ended) return;
  const SubmissionRecord& record = found->front().submission;
  core_.on_ended(ToProto(record), record.callback_url);
}

void Hub::CountLate(const SessionPtr& session) {
  bool too_many = false;
  int late = 0;
  {
    const std::lock_guard lock(mutex_);
    late = ++session->late;
    // A worker that was stopped for a while has as many late results as it has slots.
    too_many = late > std::max(options_.max_late, 2 * session->hello.slots());
  }
  if (too_many)
    Quarantine(session->name, "sent " + std::to_string(late) + " late results in a row");
}

void Hub::FailOne(const Ending& ending) {
  Result<FailOutcome> outcome = FailOutcome::kStale;
  for (milliseconds pause{50};; pause = std::min(pause * 2, milliseconds(1000))) {
    outcome = core_.queue.Fail(ending.job, ending.attempt, ending.reason, ending.retry_after);
    if (outcome.ok() || !IsPassing(outcome.status())) break;
    if (WaitOrStop(pause)) return;
  }
  if (!outcome.ok()) {
    core_.logger.Error("a failed job cannot be noted; its lease will run out",
                       {{"job", ending.job}, log::Field(outcome.status())});
  }
  const bool counted = outcome.ok() && *outcome != FailOutcome::kStale;
  std::optional<SubmissionRecord> record;
  int failures = 0;
  {
    Outbox outbox;
    const std::lock_guard lock(mutex_);
    const auto lease = leases_.find(ending.job);
    if (lease != leases_.end() && lease->second.attempt == ending.attempt) {
      if (counted && lease->second.counts) record = lease->second.record;
      lease->second.span.Fail(Internal(ending.reason));
      Erase(lease);
    }
    if (counted) failures = ++ending.session->failures;
    outbox.Add(ending.session, AcceptedMessage(ending.job, ending.attempt, counted));
  }
  figures_->failed.Add();
  core_.logger.Warning("a worker could not do a job", {{"worker", ending.session->name},
                                                       {"job", ending.job},
                                                       {"attempt", ending.attempt},
                                                       {"reason", ending.reason}});
  if (record) {
    const bool dead = *outcome == FailOutcome::kDead;
    record->state = dead ? JobState::kDead : JobState::kWaiting;
    if (dead) record->failure = ending.reason;
    if (dead) record->ended_us = NowMicroseconds();
    v1::Submission submission = ToProto(*record);
    core_.events.Publish(record->id, CourseKey(record->tenant, record->course),
                         SnapshotOf(submission));
    if (dead && core_.on_ended) core_.on_ended(submission, record->callback_url);
  }
  if (failures >= options_.max_failures) {
    Quarantine(ending.session->name,
               "failed " + std::to_string(failures) + " jobs in a row, lastly: " + ending.reason);
  }
  changed_.notify_all();
}

// ---------------------------------------------------------------------------- leases

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

// ---------------------------------------------------------------------------- quarantine

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
