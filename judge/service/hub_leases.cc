// Jobs on their way to workers, and leases that a worker brings with it.
#include <algorithm>
#include <charconv>

#include "judge/service/convert.h"
#include "judge/service/hub.h"
#include "judge/service/hub_session.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

// A worker that goes away while a lease is waited for gets none of it; so short is the wait.
constexpr milliseconds kLongestWait{250};
constexpr milliseconds kPause{500};  // after an error of the database

int64_t JudgementOf(const LeasedJob& job) {
  int64_t id = 0;
  const std::string& key = job.idempotency_key;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), id);
  return error == std::errc() && end == key.data() + key.size() ? id : 0;
}

std::string KindOf(int64_t job, const SubmissionRecord& record) {
  if (!record.problem.empty()) return "problem " + CourseKey(record.tenant, record.problem);
  if (!record.language.empty()) return "language " + record.language;
  return "job " + std::to_string(job);
}

bool IsLasting(const Status& status) {
  return status.code() == StatusCode::kNotFound || status.code() == StatusCode::kDataLoss ||
         status.code() == StatusCode::kInvalidArgument;
}

}  // namespace

// The least busy worker, and how many it gets at most: half of what it would take while others
// would take some too.
Hub::SessionPtr Hub::PickWorker(size_t& count) {
  SessionPtr best;
  double best_load = 0;
  int able = 0;
  for (const auto& [name, session] : sessions_) {
    if (!session->MayLease()) continue;
    ++able;
    const double load = static_cast<double>(session->held + session->reserved) /
                        std::max(1, session->hello.slots());
    if (!best || load < best_load) {
      best = session;
      best_load = load;
    }
  }
  if (best) count = static_cast<size_t>(able > 1 ? (best->Free() + 1) / 2 : best->Free());
  return best;
}

void Hub::DispatchLoop() {
  while (true) {
    SessionPtr session;
    size_t count = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || (session = PickWorker(count)) != nullptr; });
      if (stop_) return;
      session->reserved += static_cast<int>(count);
    }
    auto leased =
        core_.queue.LeaseOrWait(session->name, count, options_.lease, Clock::now() + kLongestWait);
    const size_t got = leased.ok() ? leased->size() : 0;
    {
      const std::lock_guard lock(mutex_);
      session->reserved -= static_cast<int>(count - got);
      session->credit = std::max(0, session->credit - static_cast<int>(got));
    }
    if (!leased.ok()) {
      core_.logger.Warning("jobs cannot be leased", {log::Field(leased.status())});
      if (WaitOrStop(kPause)) return;
      continue;
    }
    if (got == 0) continue;
    for (const LeasedJob& job : *leased) {
      figures_->waited[Index(job.job_class)]->Observe(job.waited_seconds);
    }
    figures_->leased.Add(static_cast<double>(got));
    core_.work.PostAlways([this, session, jobs = std::move(*leased)] { Deliver(session, jobs); });
  }
}

void Hub::Deliver(const SessionPtr& session, const std::vector<LeasedJob>& jobs) {
  std::vector<int64_t> ids;
  for (const LeasedJob& job : jobs) ids.push_back(JudgementOf(job));
  const auto judgements = core_.store.submissions().GetJudgements(ids);
  std::map<int64_t, const JudgementRecord*> by_id;
  if (judgements.ok()) {
    for (const JudgementRecord& j : *judgements) by_id[j.submission.judgement] = &j;
  }
  std::vector<Give> gives;
  for (const LeasedJob& job : jobs) {
    const auto place = by_id.find(JudgementOf(job));
    const JudgementRecord* found = place == by_id.end() ? nullptr : place->second;
    if (found != nullptr && DeliverOne(session, job, *found)) continue;
    if (judgements.ok() && found == nullptr) {
      // A rejudge was cancelled between two looks: nobody wants it.
      (void)core_.queue.Cancel(job.id).ok();
    } else {
      gives.push_back({job.id, job.attempt, ""});
    }
  }
  {
    const std::lock_guard lock(mutex_);
    session->reserved -= static_cast<int>(jobs.size());
  }
  GiveBack(gives, judgements.ok() ? milliseconds(0) : milliseconds(1000));
  changed_.notify_all();
}

// false: give it back.
bool Hub::DeliverOne(const SessionPtr& session, const LeasedJob& job,
                     const JudgementRecord& judgement) {
  const auto bytes = core_.specs.Get(judgement.submission.tenant, job.payload);
  v1::JudgeMessage message;
  v1::Leased& leased = *message.mutable_lease();
  Status readable = bytes.status();
  if (bytes.ok() && !leased.mutable_spec()->ParseFromString(**bytes)) {
    readable = DataLoss("it is no JobSpec");
  }
  if (!readable.ok()) {
    const std::string why = "what was handed in cannot be read: " + readable.ToString();
    core_.logger.Error(why, {{"submission", judgement.submission.id}, {"job", job.id}});
    // The store may be away for a while; what is lost stays lost.
    if (!IsLasting(readable)) {
      GiveBack({{job.id, job.attempt, ""}}, milliseconds(5000));
    } else {
      GiveBack({{job.id, job.attempt, why}}, milliseconds(1000));
    }
    return true;
  }
  leased.mutable_lease()->set_job(job.id);
  leased.mutable_lease()->set_attempt(job.attempt);
  leased.set_submission(judgement.submission.id);
  trace::Span span;
  if (const auto parent = trace::SpanContext::Parse(leased.spec().traceparent())) {
    span = core_.tracer.Start("judge.lease", *parent);
    span.Set("worker", session->name);
    span.Set("attempt", static_cast<int64_t>(job.attempt));
    leased.mutable_spec()->set_traceparent(span.context().Traceparent());
  }
  v1::Submission running;
  {
    const std::lock_guard lock(mutex_);
    if (session->closed || !session->quarantined.empty()) return false;
    Lease& lease = leases_[job.id];
    if (lease.session) --lease.session->held;  // an older attempt that nobody ended here
    lease = Lease();
    lease.attempt = job.attempt;
    lease.worker = session->name;
    lease.session = session;
    lease.record = judgement.submission;
    lease.record.state = JobState::kLeased;
    lease.record.attempts = job.attempt;
    lease.record.job = job.id;
    lease.counts = judgement.counts;
    lease.package = leased.spec().grade().package_sha256();
    lease.kind = KindOf(job.id, lease.record);
    lease.begun = Clock::now();
    lease.until = lease.begun + options_.lease;
    lease.span = std::move(span);
    ++session->held;
    running = ToProto(lease.record);
  }
  if (judgement.counts) {
    const std::string course = CourseKey(judgement.submission.tenant, judgement.submission.course);
    if (job.attempt > 1) {
      v1::SubmissionEvent restarted;
      restarted.mutable_restarted()->set_attempt(job.attempt);
      core_.events.Publish(judgement.submission.id, course, std::move(restarted));
    }
    core_.events.Publish(judgement.submission.id, course, SnapshotOf(std::move(running)));
  }
  session->link->Send(std::move(message));
  return true;
}

// What cannot be given back runs out by itself.
void Hub::GiveBack(const std::vector<Give>& gives, milliseconds delay) {
  for (const Give& give : gives) {
    Status status = give.blame.empty()
                        ? core_.queue.Release(give.job, give.attempt, delay).status()
                        : core_.queue.Fail(give.job, give.attempt, give.blame, delay).status();
    if (!status.ok()) {
      core_.logger.Warning("a job cannot be given back; its lease will run out",
                           {{"job", give.job}, log::Field(status)});
    }
  }
}

// Leases that the worker still works on: known here already, or from before this judge's start.
Status Hub::TakeOver(const SessionPtr& session, const std::vector<v1::LeaseId>& held) {
  std::vector<int64_t> ask;
  {
    const std::lock_guard lock(mutex_);
    for (const v1::LeaseId& id : held) {
      if (Lease* lease = Find(session->name, id.job(), id.attempt())) {
        --lease->session->held;
        lease->session = session;
        ++session->held;
        beats_[id.job()] = id.attempt();
      } else {
        ask.push_back(id.job());
      }
    }
  }
  ASSAY_ASSIGN_OR_RETURN(const auto found, core_.store.submissions().GetJobs(ask));
  for (const JudgementRecord& judgement : found) {
    const bool mine = std::ranges::any_of(held, [&](const v1::LeaseId& id) {
      return id.job() == judgement.submission.job && id.attempt() == judgement.submission.attempts;
    });
    if (!mine || judgement.worker != session->name ||
        judgement.submission.state != JobState::kLeased) {
      continue;
    }
    const Status taken = TakeOverOne(session, judgement);
    if (!taken.ok()) {
      core_.logger.Warning("a lease cannot be taken over",
                           {{"worker", session->name}, log::Field(taken)});
    }
  }
  return OkStatus();
}

Status Hub::TakeOverOne(const SessionPtr& session, const JudgementRecord& judgement) {
  const SubmissionRecord& record = judgement.submission;
  ASSAY_ASSIGN_OR_RETURN(const auto bytes, core_.specs.Get(record.tenant, record.payload));
  v1::JobSpec spec;
  if (!spec.ParseFromString(*bytes)) return DataLoss("no JobSpec");
  const std::pair<int64_t, int> id{record.job, record.attempts};
  ASSAY_ASSIGN_OR_RETURN(const auto held, core_.queue.Heartbeat(std::span(&id, 1), options_.lease));
  if (held.at(0) != LeaseHeld::kYes) return OkStatus();
  const std::lock_guard lock(mutex_);
  if (session->closed || leases_.contains(record.job)) return OkStatus();
  Lease lease;
  lease.attempt = record.attempts;
  lease.worker = session->name;
  lease.session = session;
  lease.record = record;
  lease.counts = judgement.counts;
  lease.taken_over = true;
  lease.package = spec.grade().package_sha256();
  lease.kind = KindOf(record.job, record);
  lease.begun = Clock::now();
  lease.until = lease.begun + options_.lease;
  leases_.emplace(record.job, std::move(lease));
  ++session->held;
  return OkStatus();
}

// The worker is told of leases that are not its any more; what it forgot is leased anew.
void Hub::DropUnknown(const SessionPtr& session, const std::vector<v1::LeaseId>& held) {
  std::vector<Give> gives;
  Outbox outbox;
  {
    const std::lock_guard lock(mutex_);
    std::set<int64_t> kept;
    for (const v1::LeaseId& id : held) {
      if (Find(session->name, id.job(), id.attempt()) != nullptr) {
        kept.insert(id.job());
      } else {
        outbox.Add(session, RevokedMessage(id.job(), id.attempt(), v1::REVOKE_REASON_LOST));
      }
    }
    for (auto it = leases_.begin(); it != leases_.end();) {
      const auto lease = it++;
      if (lease->second.worker != session->name || lease->second.session == session ||
          lease->second.finishing || kept.contains(lease->first)) {
        continue;
      }
      gives.push_back(
          {lease->first, lease->second.attempt, "the worker lost it: it was restarted"});
      Erase(lease);
    }
  }
  GiveBack(gives, milliseconds(0));
}

// A result for a lease that is not known here. On a thread that may wait.
void Hub::Resolve(const SessionPtr& session, const Ending& ending) {
  const auto found = core_.store.submissions().GetJobs(std::span(&ending.job, 1));
  if (!found.ok()) {
    const std::lock_guard lock(mutex_);
    if (unresolved_.size() < 10'000) unresolved_.push_back(ending);  // again with the next tick
    return;
  }
  const bool never = found->empty() || found->front().submission.attempts < ending.attempt ||
                     (found->front().submission.attempts == ending.attempt &&
                      found->front().worker != session->name);
  if (never) {
    return Quarantine(session->name, "sent a result for a job that it never had");
  }
  const JudgementRecord& judgement = found->front();
  if (judgement.submission.attempts == ending.attempt &&
      judgement.submission.state == JobState::kLeased) {
    (void)TakeOverOne(session, judgement).ok();
    const std::string& report = ending.result.report_sha256();
    if (!report.empty()) {
      const auto has = core_.blobs.Has(judgement.submission.tenant, report);
      if (has.ok() && !*has) {
        return Quarantine(session->name, "said a report whose bytes it never put", ending.job);
      }
    }
    if (const auto wrong = Impossible(ending.result, std::nullopt, options_.figures)) {
      return Quarantine(session->name, "said " + *wrong, ending.job);
    }
  }
  {
    const std::lock_guard lock(mutex_);
    if (Lease* lease = Find(session->name, ending.job, ending.attempt)) lease->finishing = true;
    endings_.push_back(ending);  // the queue says whether it is repeated or late
  }
  changed_.notify_all();
}

}  // namespace assay::judge
