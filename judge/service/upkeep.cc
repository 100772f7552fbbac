#include "judge/service/upkeep.h"

#include <algorithm>
#include <charconv>
#include <sstream>

#include "common/crypto/key.h"
#include "judge/service/convert.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kNotePause{200};
constexpr int64_t kLeftovers = 500;
constexpr size_t kLook = 500;
constexpr size_t kIdsOfPayload = 250;  // of 8000 bytes
constexpr size_t kMaxAnnouncements = 100'000;
constexpr std::string_view kHealthTenant = "health";
constexpr std::array<const char*, kJobClasses> kClassNames = {"interactive", "exam", "batch",
                                                              "background"};

}  // namespace

struct Upkeep::Figures {
  explicit Figures(metrics::Registry& r)
      : lost(r.AddCounter("assay_judge_leases_lost_total", "Leases that ran out")),
        leftovers(r.AddCounter("assay_judge_leftovers_total",
                               "Judgements enqueued by the upkeep, rejudges among them")),
        watchers(r.AddGauge("assay_judge_watchers", "Watches of submissions")),
        events(r.AddGauge("assay_judge_events_bytes", "Events kept in memory")) {
    for (const char* name : kClassNames) {
      waiting.push_back(&r.AddGauge("assay_judge_queue_waiting_jobs", "Jobs that may be leased",
                                    {{"class", name}}));
      delayed.push_back(&r.AddGauge("assay_judge_queue_delayed_jobs", "Jobs that wait for a time",
                                    {{"class", name}}));
      running.push_back(
          &r.AddGauge("assay_judge_queue_running_jobs", "Jobs that are leased", {{"class", name}}));
      oldest.push_back(&r.AddGauge("assay_judge_queue_oldest_seconds",
                                   "Age of the oldest waiting job", {{"class", name}}));
    }
  }
  metrics::Counter &lost, &leftovers;
  metrics::Gauge &watchers, &events;
  std::vector<metrics::Gauge*> waiting, delayed, running, oldest;
};

Upkeep::Upkeep(Core& core, Calls& calls, Hub& hub, database::Settings settings,
               const UpkeepOptions& options, std::function<void(const Status&)> health)
    : core_(core),
      calls_(calls),
      hub_(hub),
      settings_(std::move(settings)),
      options_(options),
      health_(std::move(health)),
      instance_(crypto::RandomToken(12)),
      figures_(std::make_unique<Figures>(core.metrics)) {}

Upkeep::~Upkeep() { Stop(); }

void Upkeep::Start() {
  sweeper_ = std::thread([this] { SweepLoop(); });
  noter_ = std::thread([this] { NoteLoop(); });
  listening_ = std::thread([this] { ListenLoop(); });
}

void Upkeep::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
    if (listener_ != nullptr) listener_->Interrupt();
  }
  changed_.notify_all();
  for (std::thread* thread : {&sweeper_, &noter_, &listening_}) {
    if (thread->joinable()) thread->join();
  }
}

bool Upkeep::WaitOrStop(milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return stop_; });
}

// ---------------------------------------------------------------------------- every second

void Upkeep::SweepLoop() {
  do {
    const Status health = CheckHealth();
    if (health_) health_(health);
    if (!health.ok()) {
      failing_ = true;
      continue;
    }
    if (std::exchange(failing_, false) && WaitOrStop(options_.grace)) return;
    Sweep();
    EnqueueLeftovers();
    hub_.Tick();
    core_.events.Trim();
    ++sweeps_;
    if (sweeps_ % 5 == 0) {
      Measure();
      TellMissed();
    }
    if (sweeps_ % 60 == 0) {
      (void)core_.queue
          .Forget(std::chrono::duration_cast<std::chrono::seconds>(options_.keep_jobs),
                  Queue::kMaxBatch)
          .ok();
    }
  } while (!WaitOrStop(options_.sweep));
}

Status Upkeep::CheckHealth() {
  if (Status database = core_.store.Ping(); !database.ok()) {
    return std::move(database).Annotate("the database");
  }
  if (sweeps_ % 10 == 0 || !blobs_health_.ok()) {
    // Another content each time: what is there already would not be written.
    const auto put = core_.blobs.Put(kHealthTenant, instance_ + std::to_string(sweeps_));
    blobs_health_ = put.status().Annotate("the blob store");
    if (put.ok()) (void)core_.blobs.Delete(kHealthTenant, *put).ok();
  }
  return blobs_health_;
}

void Upkeep::Sweep() {
  std::vector<LostLease> lost;
  const auto swept = core_.queue.Sweep(&lost);
  if (!swept.ok()) {
    core_.logger.Warning("the queue cannot be swept", {log::Field(swept.status())});
    failing_ = true;
  }
  if (lost.empty()) return;
  figures_->lost.Add(static_cast<double>(lost.size()));
  hub_.LeasesLost(lost);
  TellLost(lost);
}

void Upkeep::TellLost(const std::vector<LostLease>& lost) {
  std::vector<int64_t> ids;
  for (const LostLease& lease : lost) {
    const std::string& key = lease.idempotency_key;
    int64_t id = 0;
    std::from_chars(key.data(), key.data() + key.size(), id);
    ids.push_back(id);
  }
  const auto judgements = core_.store.submissions().GetJudgements(ids);
  if (!judgements.ok()) return;  // a watcher's poll tells
  for (const JudgementRecord& judgement : *judgements) {
    if (!judgement.counts) continue;
    const SubmissionRecord& record = judgement.submission;
    const v1::Submission submission = ToProto(record);
    core_.events.Publish(record.id, CourseKey(record.tenant, record.course),
                         SnapshotOf(submission));
    core_.logger.Warning("a lease ran out", {{"submission", record.id},
                                             {"attempts", record.attempts},
                                             {"dead", record.state == JobState::kDead}});
    if (record.state == JobState::kDead && core_.on_ended) {
      std::ignore = core_.on_ended(submission, record.callback_url);
    }
  }
}

// What was cancelled or became a dead letter is told by whoever did it, unless it died in that very
// moment. (A result is said again by its worker.)
void Upkeep::TellMissed() {
  auto told = core_.store.changes().Told();
  constexpr int kRounds = 4;  // leases are swept in between
  size_t size = kLook;
  for (int round = 0; round < kRounds && told.ok() && size == kLook; ++round) {
    const auto changes = core_.store.changes().List(*told, kLook);
    if (!changes.ok() || changes->empty()) return;
    size = changes->size();
    std::vector<std::string> ids;
    for (const ChangeStore::Change& change : *changes) ids.push_back(change.submission);
    const auto records = core_.store.submissions().GetMany(ids);
    if (!records.ok()) return;
    for (const SubmissionRecord& record : *records) {
      const bool missed = record.state == JobState::kDead || record.state == JobState::kCancelled;
      if (missed && core_.on_ended && !core_.on_ended(ToProto(record), record.callback_url).ok())
        return;
    }
    told = changes->back().sequence;
    if (!core_.store.changes().SetTold(*told).ok()) return;
  }
}

// A bounded number at a time: leases are swept in between.
void Upkeep::EnqueueLeftovers() {
  constexpr int kRounds = 4;
  for (int round = 0; round < kRounds; ++round) {
    const auto found = core_.store.submissions().FindUnqueued(options_.unqueued_age, kLeftovers);
    if (!found.ok() || found->empty()) return;
    std::vector<Unqueued> ready;
    for (Unqueued judgement : *found) {
      if (judgement.rejudge && !core_.queue.CheckRoom(JobClass::kBackground).ok()) continue;
      if (judgement.payload.empty()) {
        const auto payload = calls_.MakePayload(judgement);
        if (!payload.ok()) {
          core_.logger.Warning(
              "a judgement cannot be enqueued",
              {{"submission", judgement.submission}, log::Field(payload.status())});
          continue;
        }
        judgement.payload = *payload;
      }
      ready.push_back(std::move(judgement));
    }
    if (ready.empty()) return;
    if (const Status status = calls_.Enqueue(ready); !status.ok()) {
      core_.logger.Warning("judgements cannot be enqueued", {log::Field(status)});
      return;
    }
    figures_->leftovers.Add(static_cast<double>(ready.size()));
    const auto notes = calls_.TakeNotes();
    if (!core_.store.submissions().NoteJobs(notes).ok()) return calls_.KeepNotes(notes);
    if (found->size() < static_cast<size_t>(kLeftovers)) return;
  }
}

void Upkeep::Measure() {
  const auto depth = core_.queue.Depth();
  for (size_t c = 0; depth.ok() && c < kJobClasses; ++c) {
    figures_->waiting[c]->Set(static_cast<double>((*depth)[c].waiting));
    figures_->delayed[c]->Set(static_cast<double>((*depth)[c].delayed));
    figures_->running[c]->Set(static_cast<double>((*depth)[c].leased));
    figures_->oldest[c]->Set((*depth)[c].oldest_waiting_seconds);
  }
  const EventLog::Stats stats = core_.events.stats();
  figures_->watchers.Set(static_cast<double>(stats.watchers));
  figures_->events.Set(static_cast<double>(stats.bytes));
}

// ---------------------------------------------------------------------------- often

void Upkeep::NoteLoop() {
  auto next_poll = Clock::now() + options_.poll;
  bool stopping = false;
  while (!stopping) {
    stopping = WaitOrStop(kNotePause);
    NoteJobs();
    SendAnnouncements();
    if (Clock::now() < next_poll) continue;
    Poll();
    next_poll = Clock::now() + options_.poll;
  }
}

void Upkeep::NoteJobs() {
  const auto notes = calls_.TakeNotes();
  for (size_t i = 0; i < notes.size(); i += 1000) {
    const auto chunk = std::span(notes).subspan(i, std::min<size_t>(1000, notes.size() - i));
    // Those that are not noted are found again as left over.
    if (!core_.store.submissions().NoteJobs(chunk).ok()) return;
  }
}

void Upkeep::Announce(const std::string& id) {
  const std::lock_guard lock(mutex_);
  if (announcements_.size() < kMaxAnnouncements) announcements_.push_back(id);
}

// In transactions of their own: a commit that notifies holds a lock of the whole database.
void Upkeep::SendAnnouncements() {
  std::vector<std::string> ids;
  {
    const std::lock_guard lock(mutex_);
    ids.swap(announcements_);
  }
  for (size_t i = 0; i < ids.size(); i += kIdsOfPayload) {
    std::string payload = instance_;
    for (size_t k = i; k < std::min(ids.size(), i + kIdsOfPayload); ++k) payload += " " + ids[k];
    if (!core_.store.Notify(payload).ok()) return;  // others poll
  }
}

void Upkeep::Poll() { Look(core_.events.WatchedOpen()); }

// Tells of those that have ended.
void Upkeep::Look(const std::vector<std::string>& ids) {
  for (size_t i = 0; i < ids.size(); i += kLook) {
    const auto records = core_.store.submissions().GetMany(
        std::span(ids).subspan(i, std::min(kLook, ids.size() - i)));
    if (!records.ok()) return;
    for (const SubmissionRecord& record : *records) {
      if (record.state < JobState::kDone) continue;
      core_.events.Publish(record.id, CourseKey(record.tenant, record.course),
                           SnapshotOf(ToProto(record)));
    }
  }
}

// ---------------------------------------------------------------------------- other judges

void Upkeep::ListenLoop() {
  milliseconds pause{100};
  while (true) {
    auto listener = database::Listener::Open(settings_, "judge_events");
    if (listener.ok()) {
      pause = milliseconds(100);
      {
        const std::lock_guard lock(mutex_);
        if (stop_) return;
        listener_ = listener->get();
      }
      while (true) {
        const auto count = (*listener)->Wait(Clock::now() + std::chrono::seconds(60));
        {
          const std::lock_guard lock(mutex_);
          if (stop_ || !count.ok()) {
            listener_ = nullptr;
            break;
          }
        }
        std::vector<std::string> ids;
        for (const std::string& payload : (*listener)->TakePayloads()) {
          std::istringstream words(payload);
          std::string word;
          words >> word;
          if (word == instance_) continue;
          while (words >> word) ids.push_back(word);
        }
        Look(ids);
      }
    }
    if (WaitOrStop(pause)) return;
    pause = std::min(pause * 2, milliseconds(2000));
  }
}

}  // namespace assay::judge
