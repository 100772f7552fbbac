// How the line in memory follows the database: arrivals, census, sweep and notifications.
#include <algorithm>

#include "judge/queue/queue.h"
#include "judge/queue/statements.h"

namespace assay::judge {
namespace {

using database::Params;
using database::Rows;
using std::chrono::milliseconds;
using std::chrono::seconds;

// While enough waits, what is newer may wait so long to be seen: one read serves many leases.
constexpr milliseconds kReadInterval{2};
// With nothing heard, look all the same: a notification is no promise.
constexpr milliseconds kSilentReadInterval{500};
// No insert and no lease lasts longer than statement_timeout; beyond it a watermark may pass.
constexpr seconds kSlack{20};
constexpr seconds kFullSweepInterval{60};

Line::Entry EntryOf(const Rows& rows, size_t i) {
  return {rows.Int(i, 0), static_cast<JobClass>(rows.Int(i, 1)), std::string(rows.Text(i, 2))};
}

database::Settings Prepared(database::Settings settings) {
  settings.statement_timeout = std::min(settings.statement_timeout, milliseconds(10000));
  // A plan made while the tables were empty must be right when they are large: every statement goes
  // by an index, whatever the statistics say, and is planned once.
  settings.session.emplace_back("enable_seqscan", "off");
  settings.session.emplace_back("enable_bitmapscan", "off");
  settings.session.emplace_back("plan_cache_mode", "force_generic_plan");
  settings.session.emplace_back("jit", "off");
  return settings;
}

}  // namespace

Queue::Queue(database::Settings settings, QueueOptions options)
    : options_(options),
      pool_(Prepared(std::move(settings)), std::max<size_t>(options.connections, 1)) {}

Result<std::unique_ptr<Queue>> Queue::Open(database::Settings settings, QueueOptions options) {
  std::unique_ptr<Queue> queue(new Queue(std::move(settings), options));
  ASSAY_ASSIGN_OR_RETURN(const Rows newest, queue->Run(sql::kNewest, {}));
  queue->arrivals_ = std::make_unique<Arrivals>(newest.Int(0, 0));
  {
    const std::lock_guard sweep(queue->sweep_mutex_);
    ASSAY_RETURN_IF_ERROR(queue->Census());
  }
  queue->listen_thread_ = std::thread([q = queue.get()] { q->ListenLoop(); });
  return queue;
}

Queue::~Queue() {
  Interrupt();
  if (listen_thread_.joinable()) listen_thread_.join();
}

void Queue::Interrupt() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  const std::lock_guard lock(listener_mutex_);
  if (listener_ != nullptr) listener_->Interrupt();
}

void Queue::Bump() {
  {
    const std::lock_guard lock(mutex_);
    ++generation_;
  }
  changed_.notify_all();
}

// Tells other processes, after the commit and in a transaction of its own: a commit that notifies
// holds a lock on the whole database until it is on disk. One that has not been sent yet speaks for
// all whose jobs are committed by then.
void Queue::Announce() {
  if (announce_pending_.exchange(true)) return;
  const std::lock_guard lock(announce_mutex_);
  announce_pending_ = false;
  (void)Run(sql::kAnnounce, {})
      .ok();  // the jobs are durable; others look by themselves, a little later
}

void Queue::ListenLoop() {
  constexpr milliseconds kFirstPause{50};
  milliseconds pause = kFirstPause;
  while (true) {
    auto listener = database::Listener::Open(pool_.settings(), "judge_jobs");
    if (listener.ok()) {
      pause = kFirstPause;
      {
        const std::lock_guard lock(listener_mutex_);
        listener_ = listener->get();
      }
      bool heard = true;  // something may have come while nobody listened
      while (true) {
        if (heard) Bump();
        {
          const std::lock_guard lock(mutex_);
          if (stop_) break;
        }
        const auto count = (*listener)->Wait(Clock::now() + seconds(60));
        if (!count.ok()) break;
        heard = *count > 0;
      }
      const std::lock_guard lock(listener_mutex_);
      listener_ = nullptr;
    }
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, pause, [&] { return stop_; });
    if (stop_) return;
    pause = std::min(pause * 2, milliseconds(2000));
  }
}

// Reads what arrived, if there may be something and nobody just did. `must`: also where enough
// waits.
Status Queue::Refresh(bool must) {
  std::unique_lock refresh(refresh_mutex_, std::defer_lock);
  const auto due = [&](bool& empty) {
    const std::lock_guard lock(mutex_);
    const auto age = Clock::now() - last_read_;
    empty = line_.size() == 0;
    if (must) return true;
    if (generation_ != read_generation_) return empty || age >= kReadInterval;
    return empty && age >= kSilentReadInterval;
  };
  bool empty = false;
  if (!due(empty)) return OkStatus();
  // Others go on with what stands in the line while one reads; only where there is nothing they
  // wait.
  if (empty || must) {
    refresh.lock();
    if (!due(empty)) return OkStatus();
  } else if (!refresh.try_lock()) {
    return OkStatus();
  }
  return ReadArrivals();
}

Status Queue::ReadArrivals() {
  uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = generation_;
  }
  const auto now = Clock::now();
  const std::vector<int64_t> gaps = arrivals_->Gaps(now);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         Run(sql::kArrivals, Params().Add(arrivals_->seen()).AddArray(gaps)));
  const std::lock_guard lock(mutex_);
  for (size_t i = 0; i < rows.size(); ++i) {
    if (!arrivals_->See(rows.Int(i, 0), now)) continue;
    Flow& flow = flow_[static_cast<size_t>(rows.Int(i, 1))];
    ++flow.arrived;
    flow.unread = std::max<int64_t>(0, flow.unread - 1);
    if (rows.Bool(i, 3)) line_.Add(EntryOf(rows, i));
  }
  last_read_ = now;
  // A full page: there is more to read at once.
  if (rows.size() < 2000) read_generation_ = generation;
  return OkStatus();
}

Status Queue::FetchFresh(int64_t floor, int64_t seen, std::vector<Line::Entry>& entries) {
  while (true) {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, Run(sql::kCensusFresh, Params().Add(floor).Add(seen)));
    for (size_t i = 0; i < rows.size(); ++i) entries.push_back(EntryOf(rows, i));
    if (rows.size() < 20000) return OkStatus();
    floor = entries.back().id;
  }
}

// Reads all that waits and makes the line the same: what others leased goes, what was missed and
// what is due again comes. From the floor, below which everything that is fresh has left.
Status Queue::Census() {
  const auto begin = Clock::now();
  int64_t seen = 0;
  {
    // Only for this look: leases go on reading arrivals while the census is taken.
    const std::lock_guard refresh(refresh_mutex_);
    seen = arrivals_->seen();
  }
  std::vector<Line::Entry> entries;
  ASSAY_RETURN_IF_ERROR(FetchFresh(floor_, seen, entries));
  const int64_t lowest = entries.empty() ? seen : entries.front().id - 1;
  ASSAY_ASSIGN_OR_RETURN(const Rows due, Run(sql::kCensusDue, {}));
  for (size_t i = 0; i < due.size(); ++i) entries.push_back(EntryOf(due, i));
  constexpr database::Statement kDelayed = {
      "queue_delayed",
      "SELECT class, count(*) FROM judge.jobs WHERE not_before > now() GROUP BY class"};
  ASSAY_ASSIGN_OR_RETURN(const Rows delayed, Run(kDelayed, {}));

  const auto now = Clock::now();
  seen_at_.emplace_back(begin, seen);
  while (seen_at_.size() > 1 && seen_at_[1].first + kSlack <= now) seen_at_.pop_front();
  if (seen_at_.front().first + kSlack <= now) {
    floor_ = std::max(floor_, std::min(lowest, seen_at_.front().second));
  }
  {
    const std::lock_guard lock(mutex_);
    line_.Replace(entries, seen);
    for (Flow& flow : flow_) flow.delayed = 0;
    for (size_t i = 0; i < delayed.size(); ++i) {
      flow_[static_cast<size_t>(delayed.Int(i, 0))].delayed = delayed.Int(i, 1);
    }
    CountCensus(now);
    if (line_.size() > 0) ++generation_;
  }
  changed_.notify_all();
  // However much waits, counting it takes a twentieth of the time.
  next_census_ = now + 20 * (now - begin);
  return OkStatus();
}

// What was leased since the last census, by whomever: what arrived and does not wait any more.
void Queue::CountCensus(Clock::time_point now) {
  const double elapsed = std::chrono::duration<double>(now - last_census_).count();
  const bool first = last_census_ == Clock::time_point{};
  for (size_t c = 0; c < kJobClasses; ++c) {
    Flow& flow = flow_[c];
    const auto depth = static_cast<int64_t>(line_.size(static_cast<JobClass>(c)));
    if (!first && elapsed > 0) {
      const auto left =
          static_cast<double>(std::max<int64_t>(0, flow.last_depth + flow.arrived - depth));
      flow.leased_a_second += 0.3 * (left / elapsed - flow.leased_a_second);
    }
    flow.last_depth = depth;
    flow.arrived = 0;
  }
  last_census_ = now;
}

Result<Rows> Queue::SweepOnce(bool& more) {
  constexpr int64_t kRetryNow = 0;
  auto rows = Run(sql::kSweep, Params().Add(kRetryNow).Add(swept_until_us_));
  more = rows.ok() && rows->size() == 1000;
  return rows;
}

Result<size_t> Queue::Sweep(std::vector<LostLease>* lost) {
  const std::lock_guard sweep(sweep_mutex_);
  const auto begin = Clock::now();
  if (begin >= next_full_sweep_) {
    // Rows that were locked when the watermark passed them by.
    swept_until_us_ = 0;
    next_full_sweep_ = begin + kFullSweepInterval;
  }
  ASSAY_ASSIGN_OR_RETURN(const Rows clock, Run(sql::kNow, {}));
  size_t expired = 0;
  for (bool more = true; more;) {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, SweepOnce(more));
    expired += rows.size();
    for (size_t i = 0; lost != nullptr && i < rows.size(); ++i) {
      lost->push_back({rows.Int(i, 0), static_cast<int>(rows.Int(i, 4)),
                       rows.Int(i, 3) == static_cast<int64_t>(JobState::kDead),
                       std::string(rows.Text(i, 5))});
    }
  }
  swept_until_us_ = std::max(
      swept_until_us_,
      clock.Int(0, 0) - std::chrono::duration_cast<std::chrono::microseconds>(kSlack).count());
  {
    const std::lock_guard refresh(refresh_mutex_);
    ASSAY_RETURN_IF_ERROR(ReadArrivals());
  }
  if (expired > 0 || begin >= next_census_) ASSAY_RETURN_IF_ERROR(Census());
  return expired;
}

}  // namespace assay::judge
