#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "common/database/listener.h"
#include "common/database/pool.h"
#include "common/status.h"
#include "judge/queue/arrivals.h"
#include "judge/queue/job.h"
#include "judge/queue/line.h"

namespace assay::judge {

struct QueueOptions {
  size_t connections = 8;  // and one that listens
  // How long a call may wait for a connection.
  std::chrono::milliseconds acquire_timeout{5000};
  // Above so many waiting and delayed jobs of a class Enqueue refuses more; by JobClass.
  std::array<int64_t, kJobClasses> max_depth = {20'000, 50'000, 200'000, 500'000};
};

// The durable queue in PostgreSQL's schema "judge" (migrations/). What Enqueue returned is on disk.
// A job is leased for a time with an attempt number; only the newest attempt may extend, finish or
// fail it, so it has one result however many workers had it. Times are the database's clock only.
//
// Several processes may each have a Queue on one database. Every Queue keeps the order of what
// waits in memory (Line), fed from a watermark; the database alone decides who gets a job. A Queue
// needs Sweep called about once a second.
//
// Thread-safe. Errors are those of common/database; after kUnavailable the call may or may not have
// happened: Enqueue, Finish, Heartbeat and Cancel may be repeated as they were, and a lease that
// nobody knows of runs out. At most kMaxBatch items a call, else kInvalidArgument.
class Queue {
 public:
  static constexpr size_t kMaxBatch = 1000;

  // The schema must have been migrated: database::Migrate(connection, "judge",
  // judge/migrations).
  static Result<std::unique_ptr<Queue>> Open(database::Settings settings,
                                             QueueOptions options = {});
  ~Queue();

  // In the order of `jobs`. All are durable or none is. kResourceExhausted: a class is too deep and
  // not all of these keys were known already; RetryAfter says when to come again. A key twice in
  // one call is kInvalidArgument, as is a value out of its range.
  Result<std::vector<Enqueued>> Enqueue(std::span<const NewJob> jobs);
  // The same for jobs that were admitted before (CheckRoom), whatever the depth is by now.
  Result<std::vector<Enqueued>> EnqueueAdmitted(std::span<const NewJob> jobs);
  // kResourceExhausted: the class would be too deep with `count` more jobs.
  Status CheckRoom(JobClass job_class, int64_t count = 1) const;
  // How many jobs of its class were enqueued before this one and wait, roughly; -1: it does not
  // wait here.
  int64_t Position(int64_t job, JobClass job_class) const;
  // From the depth above the bound and the rate at which the class was leased lately; 1 to 300 s.
  std::chrono::seconds RetryAfter(JobClass job_class) const;

  // At most `count` jobs for `duration` (1 s to 1 day); none is no error.
  Result<std::vector<LeasedJob>> Lease(std::string_view worker, size_t count,
                                       std::chrono::milliseconds duration);
  // The same, but waits for the first one until the deadline or Interrupt.
  Result<std::vector<LeasedJob>> LeaseOrWait(std::string_view worker, size_t count,
                                             std::chrono::milliseconds duration,
                                             std::chrono::steady_clock::time_point deadline);
  // Ends every LeaseOrWait, now and later: for a stop of the program.
  void Interrupt();

  // (job, attempt) pairs; the leases that are held last `duration` from now.
  Result<std::vector<LeaseHeld>> Heartbeat(std::span<const std::pair<int64_t, int>> leases,
                                           std::chrono::milliseconds duration);
  Result<std::vector<FinishOutcome>> Finish(std::span<const JobResult> results);
  // Not the submission's fault: the job waits for another attempt, not before `retry_after`, or
  // becomes a dead letter with the reason (cut at 2000 bytes).
  Result<FailOutcome> Fail(int64_t job, int attempt, std::string_view reason,
                           std::chrono::milliseconds retry_after);
  // For a lease that nobody was told of: the job waits again, not before `delay`, and the attempt
  // does not count against it. false: the lease was not held any more.
  Result<bool> Release(int64_t job, int attempt, std::chrono::milliseconds delay);
  // Waiting or leased, it ends without a result. true: by this call; false: it had ended.
  // kNotFound.
  Result<bool> Cancel(int64_t job);
  // The same for many; returns how many ended by this call.
  Result<size_t> CancelMany(std::span<const int64_t> jobs);
  // A dead letter waits again, for `attempts` (1 to 100) more. false: it is not dead.
  Result<bool> Revive(int64_t job, int attempts);
  // Deletes at most `limit` jobs that ended longer than `age` ago; their results and dead letters
  // stay. Returns how many. Their idempotency keys are free again: the caller has the last word.
  Result<size_t> Forget(std::chrono::seconds age, size_t limit);

  // Leases that ran out become retries or dead letters; retries that are due join the line; what
  // others leased leaves it. Returns how many leases had run out, and which in `lost`.
  Result<size_t> Sweep(std::vector<LostLease>* lost = nullptr);

  // Exact, from the database; costs as much as what is alive. By JobClass.
  Result<std::array<ClassDepth, kJobClasses>> Depth();

 private:
  using Clock = std::chrono::steady_clock;
  struct Flow {  // of one class; under mutex_
    int64_t delayed = 0;
    int64_t unread = 0;   // enqueued here, not read back yet
    int64_t arrived = 0;  // since the last census
    int64_t last_depth = 0;
    double leased_a_second = 0;
  };

  Queue(database::Settings settings, QueueOptions options);
  Result<database::Rows> Run(const database::Statement& statement, const database::Params& params);
  Result<std::vector<Enqueued>> FindKnown(std::span<const NewJob> jobs);
  Result<std::vector<Enqueued>> Insert(std::span<const NewJob> jobs);
  Status Admit(std::span<const NewJob> jobs) const;
  void Requeue(const database::Rows& rows);
  Status Refresh(bool must);
  Status ReadArrivals();
  Status Census();
  Result<database::Rows> SweepOnce(bool& more);
  Status FetchFresh(int64_t floor, int64_t seen, std::vector<Line::Entry>& entries);
  void CountCensus(Clock::time_point now);
  void Bump();
  void Announce();
  void ListenLoop();

  const QueueOptions options_;
  database::Pool pool_;

  mutable std::mutex mutex_;  // the line and what follows
  std::condition_variable changed_;
  Line line_;
  std::array<Flow, kJobClasses> flow_;
  uint64_t generation_ = 1;  // grows whenever there may be something new to read
  uint64_t read_generation_ = 0;
  Clock::time_point last_read_{};
  bool stop_ = false;

  std::mutex refresh_mutex_;  // one reader at a time; taken before mutex_
  std::unique_ptr<Arrivals> arrivals_;

  std::mutex sweep_mutex_;  // one sweep and census at a time; taken before the others
  int64_t floor_ = 0;       // no fresh job waits with an id at or below it
  std::deque<std::pair<Clock::time_point, int64_t>> seen_at_;
  Clock::time_point last_census_{};
  Clock::time_point next_census_{};
  int64_t swept_until_us_ = 0;
  Clock::time_point next_full_sweep_{};

  std::mutex announce_mutex_;
  std::atomic<bool> announce_pending_ = false;

  std::mutex listener_mutex_;
  database::Listener* listener_ = nullptr;  // of the thread below, while it stands
  std::thread listen_thread_;
};

}  // namespace assay::judge
