#include "judge/queue/queue.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "judge/queue/statements.h"

namespace assay::judge {
namespace {

using database::Params;
using database::Rows;
using std::chrono::milliseconds;

constexpr milliseconds kMinLease{1000};
constexpr milliseconds kMaxLease{24 * 3600 * 1000};
constexpr milliseconds kMaxDelay{30LL * 24 * 3600 * 1000};
constexpr size_t kMaxText = 200;
constexpr size_t kMaxSummary = 65536;
constexpr size_t kMaxReason = 2000;
// A deadlock is undone whole by the server and may be tried again.
constexpr int kTries = 4;

bool IsDigest(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

Status CheckText(std::string_view what, std::string_view text) {
  if (!text.empty() && text.size() <= kMaxText) return OkStatus();
  return InvalidArgument("queue: " + std::string(what) + " has " + std::to_string(text.size()) +
                         " bytes; 1 to " + std::to_string(kMaxText) + " are allowed");
}

Status CheckBatch(size_t size) {
  if (size <= Queue::kMaxBatch) return OkStatus();
  return InvalidArgument("queue: " + std::to_string(size) + " items in one call; at most " +
                         std::to_string(Queue::kMaxBatch) + " are allowed");
}

Status CheckLease(milliseconds duration) {
  if (duration >= kMinLease && duration <= kMaxLease) return OkStatus();
  return InvalidArgument("queue: a lease of " + std::to_string(duration.count()) +
                         " ms; 1 s to 1 day are allowed");
}

Status CheckJob(const NewJob& job) {
  ASSAY_RETURN_IF_ERROR(CheckText("course", job.course));
  ASSAY_RETURN_IF_ERROR(CheckText("idempotency key", job.idempotency_key));
  if (!IsDigest(job.payload)) {
    return InvalidArgument("queue: the payload is not a SHA-256 in lower-case hexadecimal digits");
  }
  if (Index(job.job_class) >= kJobClasses) return InvalidArgument("queue: no such class of jobs");
  if (job.max_attempts < 1 || job.max_attempts > 1000) {
    return InvalidArgument("queue: 1 to 1000 attempts are allowed");
  }
  if (job.delay < milliseconds(0) || job.delay > kMaxDelay) {
    return InvalidArgument("queue: a delay of 0 to 30 days is allowed");
  }
  return OkStatus();
}

Status CheckJobs(std::span<const NewJob> jobs) {
  ASSAY_RETURN_IF_ERROR(CheckBatch(jobs.size()));
  std::set<std::pair<std::string_view, std::string_view>> keys;
  for (const NewJob& job : jobs) {
    ASSAY_RETURN_IF_ERROR(CheckJob(job));
    if (!keys.emplace(job.course, job.idempotency_key).second) {
      return InvalidArgument("queue: an idempotency key stands twice in one call");
    }
  }
  return OkStatus();
}

// The jobs' columns as arrays: class, course, key, payload.
Params KeyColumns(std::span<const NewJob> jobs) {
  std::vector<int64_t> classes;
  std::vector<std::string> courses;
  std::vector<std::string> keys;
  std::vector<std::string> payloads;
  for (const NewJob& job : jobs) {
    classes.push_back(static_cast<int64_t>(job.job_class));
    courses.push_back(job.course);
    keys.push_back(job.idempotency_key);
    payloads.push_back(job.payload);
  }
  return Params().AddArray(classes).AddArray(courses).AddArray(keys).AddArray(payloads);
}

// Positions in the order of the ids: every statement locks rows in that order.
std::vector<size_t> OrderById(size_t size, const std::function<int64_t(size_t)>& id) {
  std::vector<size_t> order(size);
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return id(a) < id(b); });
  return order;
}

}  // namespace

Result<Rows> Queue::Run(const database::Statement& statement, const Params& params) {
  for (int attempt = 1;; ++attempt) {
    ASSAY_ASSIGN_OR_RETURN(const auto connection,
                           pool_.Acquire(Clock::now() + options_.acquire_timeout));
    auto rows = connection->Execute(statement, params);
    if (rows.ok() || rows.status().code() != StatusCode::kAborted || attempt == kTries) return rows;
  }
}

Result<std::vector<Enqueued>> Queue::FindKnown(std::span<const NewJob> jobs) {
  std::vector<Enqueued> found(jobs.size());
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, Run(sql::kFind, KeyColumns(jobs)));
  for (size_t i = 0; i < rows.size(); ++i) {
    Enqueued& job = found.at(static_cast<size_t>(rows.Int(i, 0)) - 1);
    job.id = rows.Int(i, 1);
    job.conflict = rows.Bool(i, 2);
  }
  return found;
}

Status Queue::CheckRoom(JobClass job_class, int64_t count) const {
  const size_t c = Index(job_class);
  const std::lock_guard lock(mutex_);
  const Flow& flow = flow_[c];
  const int64_t depth = static_cast<int64_t>(line_.size(job_class)) + flow.delayed + flow.unread;
  if (depth + count <= options_.max_depth[c]) return OkStatus();
  return ResourceExhausted("the queue holds " + std::to_string(depth) + " jobs of class " +
                           std::to_string(c) + " and takes no more than " +
                           std::to_string(options_.max_depth[c]) + "; try again later");
}

int64_t Queue::Position(int64_t job, JobClass job_class) const {
  const std::lock_guard lock(mutex_);
  return line_.Before(job, job_class);
}

Status Queue::Admit(std::span<const NewJob> jobs) const {
  std::array<int64_t, kJobClasses> wanted{};
  for (const NewJob& job : jobs) ++wanted[Index(job.job_class)];
  for (size_t c = 0; c < kJobClasses; ++c) {
    if (wanted[c] > 0) ASSAY_RETURN_IF_ERROR(CheckRoom(static_cast<JobClass>(c), wanted[c]));
  }
  return OkStatus();
}

Result<std::vector<Enqueued>> Queue::Enqueue(std::span<const NewJob> jobs) {
  ASSAY_RETURN_IF_ERROR(CheckJobs(jobs));
  if (jobs.empty()) return std::vector<Enqueued>();
  if (Status refused = Admit(jobs); !refused.ok()) {
    // What is durable already is no new load: its client only did not hear of it.
    ASSAY_ASSIGN_OR_RETURN(auto known, FindKnown(jobs));
    const bool all =
        std::all_of(known.begin(), known.end(), [](const Enqueued& e) { return e.id > 0; });
    if (all) return known;
    return refused;
  }
  return Insert(jobs);
}

Result<std::vector<Enqueued>> Queue::EnqueueAdmitted(std::span<const NewJob> jobs) {
  ASSAY_RETURN_IF_ERROR(CheckJobs(jobs));
  if (jobs.empty()) return std::vector<Enqueued>();
  return Insert(jobs);
}

Result<std::vector<Enqueued>> Queue::Insert(std::span<const NewJob> jobs) {
  std::vector<int64_t> attempts;
  std::vector<int64_t> delays;
  for (const NewJob& job : jobs) {
    attempts.push_back(job.max_attempts);
    delays.push_back(job.delay.count());
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         Run(sql::kEnqueue, KeyColumns(jobs).AddArray(attempts).AddArray(delays)));
  std::vector<Enqueued> enqueued(jobs.size());
  for (size_t i = 0; i < rows.size(); ++i) {
    Enqueued& job = enqueued.at(static_cast<size_t>(rows.Int(i, 0)) - 1);
    job.id = rows.Int(i, 1);
    job.created = true;
  }
  if (!rows.empty()) {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < jobs.size(); ++i) {
      if (enqueued[i].created) ++flow_[Index(jobs[i].job_class)].unread;
    }
  }
  Bump();
  Announce();
  if (rows.size() == jobs.size()) return enqueued;
  // Keys that were there before. A new statement, since one sees only what was committed at its
  // start.
  ASSAY_ASSIGN_OR_RETURN(const auto known, FindKnown(jobs));
  for (size_t i = 0; i < jobs.size(); ++i) {
    if (enqueued[i].created) continue;
    if (known[i].id == 0)
      return Status(StatusCode::kAborted, "queue: a key came and went; try again");
    enqueued[i] = known[i];
  }
  return enqueued;
}

std::chrono::seconds Queue::RetryAfter(JobClass job_class) const {
  constexpr double kUnknown = 60;  // nothing was served lately: nobody can say
  const std::lock_guard lock(mutex_);
  const Flow& flow = flow_[Index(job_class)];
  const auto limit = static_cast<double>(options_.max_depth[Index(job_class)]);
  const double depth =
      static_cast<double>(line_.size(job_class)) + static_cast<double>(flow.delayed + flow.unread);
  // Until a tenth of the places is free, so that those who come back do not find it full again.
  const double excess = std::max(1.0, depth - 0.9 * limit);
  const double seconds = flow.leased_a_second > 0.01 ? excess / flow.leased_a_second : kUnknown;
  return std::chrono::seconds(std::llround(std::clamp(std::ceil(seconds), 1.0, 300.0)));
}

Result<std::vector<LeasedJob>> Queue::Lease(std::string_view worker, size_t count,
                                            milliseconds duration) {
  ASSAY_RETURN_IF_ERROR(CheckText("worker", worker));
  ASSAY_RETURN_IF_ERROR(CheckBatch(count));
  ASSAY_RETURN_IF_ERROR(CheckLease(duration));
  std::vector<LeasedJob> leased;
  size_t ask = count;
  while (leased.size() < count) {
    ASSAY_RETURN_IF_ERROR(Refresh(false));
    std::vector<Line::Entry> entries;
    {
      const std::lock_guard lock(mutex_);
      entries = line_.Take(ask);
    }
    if (entries.empty()) break;
    std::vector<int64_t> ids;
    for (const Line::Entry& entry : entries) ids.push_back(entry.id);
    auto rows = Run(sql::kLease, Params()
                                     .AddArray(ids)
                                     .Add(static_cast<int64_t>(count - leased.size()))
                                     .Add(worker)
                                     .Add(duration.count()));
    if (!rows.ok()) {
      const std::lock_guard lock(mutex_);
      line_.PutBack(entries);
      // What was leased by earlier rounds is held: it must not be lost with the error.
      if (!leased.empty()) break;
      return std::move(rows).status();
    }
    std::vector<std::pair<int64_t, LeasedJob>> got;
    for (size_t i = 0; i < rows->size(); ++i) {
      got.emplace_back(
          rows->Int(i, 0),
          LeasedJob{rows->Int(i, 1), static_cast<int>(rows->Int(i, 2)),
                    static_cast<int>(rows->Int(i, 3)), static_cast<JobClass>(rows->Int(i, 4)),
                    std::string(rows->Text(i, 5)), std::string(rows->Text(i, 6)),
                    std::string(rows->Text(i, 7)), rows->Double(i, 8)});
    }
    std::sort(got.begin(), got.end(), [](auto& a, auto& b) { return a.first < b.first; });
    // Those after the last one taken were not looked at; the others are somebody else's by now.
    const bool full = leased.size() + got.size() == count;
    const size_t examined =
        full && !got.empty() ? static_cast<size_t>(got.back().first) : entries.size();
    for (auto& [ord, job] : got) leased.push_back(std::move(job));
    if (examined < entries.size()) {
      const std::lock_guard lock(mutex_);
      line_.PutBack(std::span(entries).subspan(examined));
    }
    // Much of the line is stale when another process leases too: look at more of it at a time.
    ask = std::min(kMaxBatch, std::max(count - leased.size(), ask * 4));
  }
  return leased;
}

Result<std::vector<LeasedJob>> Queue::LeaseOrWait(std::string_view worker, size_t count,
                                                  milliseconds duration,
                                                  Clock::time_point deadline) {
  // A notification that was lost costs no more than this.
  constexpr milliseconds kPoll{500};
  while (true) {
    uint64_t generation = 0;
    {
      const std::lock_guard lock(mutex_);
      if (stop_) return std::vector<LeasedJob>();
      generation = generation_;
    }
    auto leased = Lease(worker, count, duration);
    if (!leased.ok() || !leased->empty() || Clock::now() >= deadline) return leased;
    std::unique_lock lock(mutex_);
    changed_.wait_until(lock, std::min(deadline, Clock::now() + kPoll),
                        [&] { return stop_ || generation_ != generation; });
  }
}

Result<std::vector<LeaseHeld>> Queue::Heartbeat(std::span<const std::pair<int64_t, int>> leases,
                                                milliseconds duration) {
  ASSAY_RETURN_IF_ERROR(CheckBatch(leases.size()));
  ASSAY_RETURN_IF_ERROR(CheckLease(duration));
  std::vector<LeaseHeld> held(leases.size(), LeaseHeld::kLost);
  if (leases.empty()) return held;
  const auto order = OrderById(leases.size(), [&](size_t i) { return leases[i].first; });
  std::vector<int64_t> ids;
  std::vector<int64_t> attempts;
  for (const size_t i : order) {
    ids.push_back(leases[i].first);
    attempts.push_back(leases[i].second);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      Run(sql::kHeartbeat, Params().AddArray(ids).AddArray(attempts).Add(duration.count())));
  for (size_t i = 0; i < rows.size(); ++i) {
    LeaseHeld& one = held[order.at(static_cast<size_t>(rows.Int(i, 0)) - 1)];
    if (rows.Bool(i, 1)) {
      one = LeaseHeld::kYes;
    } else if (rows.Int(i, 2) == static_cast<int64_t>(JobState::kCancelled)) {
      one = LeaseHeld::kCancelled;
    }
  }
  return held;
}

Result<std::vector<FinishOutcome>> Queue::Finish(std::span<const JobResult> results) {
  ASSAY_RETURN_IF_ERROR(CheckBatch(results.size()));
  std::vector<FinishOutcome> outcomes(results.size(), FinishOutcome::kStale);
  if (results.empty()) return outcomes;
  const auto order = OrderById(results.size(), [&](size_t i) { return results[i].id; });
  std::vector<int64_t> ids;
  std::vector<int64_t> attempts;
  std::vector<std::string> reports;
  std::vector<std::string> summaries;
  for (const size_t i : order) {
    const JobResult& result = results[i];
    if (!result.report.empty() && !IsDigest(result.report)) {
      return InvalidArgument("queue: the report of job " + std::to_string(result.id) +
                             " is not a SHA-256 in lower-case hexadecimal digits");
    }
    if (result.summary.size() > kMaxSummary) {
      return InvalidArgument("queue: the summary of job " + std::to_string(result.id) + " has " +
                             std::to_string(result.summary.size()) + " bytes, more than 64 KiB");
    }
    if (!ids.empty() && ids.back() == result.id) {
      return InvalidArgument("queue: job " + std::to_string(result.id) +
                             " stands twice in one call");
    }
    ids.push_back(result.id);
    attempts.push_back(result.attempt);
    reports.push_back(result.report);
    summaries.push_back(result.summary);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      Run(sql::kFinish,
          Params().AddArray(ids).AddArray(attempts).AddArray(reports).AddArray(summaries)));
  for (size_t i = 0; i < rows.size(); ++i) {
    FinishOutcome& outcome = outcomes[order.at(static_cast<size_t>(rows.Int(i, 0)) - 1)];
    if (rows.Bool(i, 1)) {
      outcome = FinishOutcome::kAccepted;
    } else if (rows.Bool(i, 2)) {
      outcome = FinishOutcome::kAlready;
    }
  }
  return outcomes;
}

Result<FailOutcome> Queue::Fail(int64_t job, int attempt, std::string_view reason,
                                milliseconds retry_after) {
  if (retry_after < milliseconds(0) || retry_after > kMaxDelay) {
    return InvalidArgument("queue: a retry after 0 to 30 days is allowed");
  }
  reason = reason.substr(0, kMaxReason);
  // Not within a character of several bytes.
  while (!reason.empty() && reason.size() == kMaxReason && (reason.back() & 0x80) != 0) {
    reason.remove_suffix(1);
  }
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      Run(sql::kFail, Params().Add(retry_after.count()).Add(job).Add(attempt).Add(reason)));
  if (rows.empty()) return FailOutcome::kStale;
  if (rows.Int(0, 3) == static_cast<int64_t>(JobState::kDead)) return FailOutcome::kDead;
  if (retry_after.count() == 0) Requeue(rows);
  return FailOutcome::kRetry;
}

// Rows of id, class and course that may be leased at once.
void Queue::Requeue(const Rows& rows) {
  {
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < rows.size(); ++i) {
      line_.Add(
          {rows.Int(i, 0), static_cast<JobClass>(rows.Int(i, 1)), std::string(rows.Text(i, 2))});
    }
  }
  Bump();
}

Result<bool> Queue::Release(int64_t job, int attempt, milliseconds delay) {
  if (delay < milliseconds(0) || delay > kMaxDelay) {
    return InvalidArgument("queue: a delay of 0 to 30 days is allowed");
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         Run(sql::kRelease, Params().Add(delay.count()).Add(job).Add(attempt)));
  if (rows.empty()) return false;
  if (delay.count() == 0) Requeue(rows);
  return true;
}

Result<bool> Queue::Revive(int64_t job, int attempts) {
  if (attempts < 1 || attempts > 100) {
    return InvalidArgument("queue: 1 to 100 more attempts are allowed");
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, Run(sql::kRevive, Params().Add(job).Add(attempts)));
  if (rows.empty()) return false;
  Requeue(rows);
  return true;
}

Result<size_t> Queue::Forget(std::chrono::seconds age, size_t limit) {
  ASSAY_RETURN_IF_ERROR(CheckBatch(limit));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      Run(sql::kForget, Params().Add(age.count()).Add(static_cast<int64_t>(limit))));
  return rows.size();
}

Result<bool> Queue::Cancel(int64_t job) {
  ASSAY_ASSIGN_OR_RETURN(const Rows ended, Run(sql::kCancel, Params().Add(job)));
  if (!ended.empty()) return true;
  ASSAY_ASSIGN_OR_RETURN(const Rows state, Run(sql::kState, Params().Add(job)));
  if (state.empty()) return NotFound("queue: no job " + std::to_string(job));
  return false;
}

Result<size_t> Queue::CancelMany(std::span<const int64_t> jobs) {
  ASSAY_RETURN_IF_ERROR(CheckBatch(jobs.size()));
  if (jobs.empty()) return size_t{0};
  ASSAY_ASSIGN_OR_RETURN(const Rows ended, Run(sql::kCancelMany, Params().AddArray(jobs)));
  return ended.size();
}

Result<std::array<ClassDepth, kJobClasses>> Queue::Depth() {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, Run(sql::kDepth, {}));
  std::array<ClassDepth, kJobClasses> depth{};
  for (size_t i = 0; i < rows.size(); ++i) {
    depth.at(static_cast<size_t>(rows.Int(i, 0))) = {rows.Int(i, 1), rows.Int(i, 2), rows.Int(i, 3),
                                                     rows.Double(i, 4)};
  }
  return depth;
}

}  // namespace assay::judge
