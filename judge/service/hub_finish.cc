// Ends of jobs: results and failures, until they are durable.
#include <algorithm>

#include "judge/service/convert.h"
#include "judge/service/hub.h"
#include "judge/service/hub_session.h"
#include "judge/service/result_text.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

constexpr size_t kMaxBatch = 200;

int64_t NowMicroseconds() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

JobResult ToQueue(int64_t job, int attempt, const v1::JobResult& result) {
  return {job, attempt, result.report_sha256(), ToSummary(result)};
}

}  // namespace

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
      if (counted) Outdo(ending.session, lease->second.kind);
      Erase(lease);
    }
    if (counted) {
      ending.session->late = 0;
      ending.session->failures = 0;
      ending.session->failed_kinds.clear();
      ending.session->outdone = false;
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
      if (core_.on_ended) std::ignore = core_.on_ended(submission, url);
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
  std::ignore = core_.on_ended(ToProto(record), record.callback_url);
}

// What one worker can do, others should: those who failed with the same kind of job are suspected.
void Hub::Outdo(const SessionPtr& who, const std::string& kind) {
  for (const auto& [name, session] : sessions_) {
    if (session != who && session->failed_kinds.contains(kind)) session->outdone = true;
  }
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
  bool guilty = false;
  {
    Outbox outbox;
    const std::lock_guard lock(mutex_);
    const auto lease = leases_.find(ending.job);
    if (lease != leases_.end() && lease->second.attempt == ending.attempt) {
      if (counted && lease->second.counts) record = lease->second.record;
      if (counted) ending.session->failed_kinds.insert(lease->second.kind);
      lease->second.span.Fail(Internal(ending.reason));
      Erase(lease);
    }
    if (counted) failures = ++ending.session->failures;
    guilty = failures >= options_.max_failures &&
             (ending.session->outdone ||
              static_cast<int>(ending.session->failed_kinds.size()) >= options_.max_failures);
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
    if (dead && core_.on_ended) std::ignore = core_.on_ended(submission, record->callback_url);
  }
  if (guilty) {
    Quarantine(ending.session->name,
               "failed " + std::to_string(failures) + " jobs in a row, lastly: " + ending.reason);
  }
  changed_.notify_all();
}

}  // namespace assay::judge
