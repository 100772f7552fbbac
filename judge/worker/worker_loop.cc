#include "judge/worker/worker_loop.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "judge/worker/text.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortestHeartbeat{50}, kLongestHeartbeat{60'000};
// Past these, what a job tells of its tests is left out: it stands in the report.
constexpr size_t kMaxInbox = 20'000;
constexpr size_t kMaxQueuedBytes = 4U << 20U;
// A judge that acknowledges nothing is asked for nothing.
constexpr size_t kMaxUnacknowledged = 64;
constexpr milliseconds kGoodbye{2000};
// How long a worker that ends waits for the judge to take note of its last results.
constexpr milliseconds kLastWord{10'000};

double Load() {
  double load = 0;
  return ::getloadavg(&load, 1) == 1 ? load : 0;
}

}  // namespace

Worker::Loop::Loop(WorkerOptions options, JobRunner& runner, JudgeLink& link, log::Logger logger,
                   WorkerObserver* observer)
    : options_(std::move(options)),
      link_(link),
      logger_(std::move(logger)),
      observer_(observer != nullptr ? *observer : no_observer_),
      random_(std::random_device{}()) {
  SlotCallbacks callbacks;
  callbacks.on_start = [this](const LeaseKey& lease) { inbox_.Post({0, JobStarted{lease}}); };
  callbacks.on_event = [this](const LeaseKey& lease, pb::JobEvent event) {
    if (inbox_.size() < kMaxInbox) inbox_.Post({0, JobTold{lease, std::move(event)}});
  };
  callbacks.on_end = [this](const LeaseKey& lease, JobOutcome outcome) {
    inbox_.Post({0, JobEnded{lease, std::move(outcome)}});
  };
  slots_ =
      std::make_unique<Slots>(options_.slots, options_.name, runner, link_, std::move(callbacks));
}

void Worker::Loop::Run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { inbox_.Wake(); });
  connect_at_ = Clock::now();
  while (true) {
    if (stop.stop_requested() && !stopping_) BeginDrain();
    if (Drained()) break;
    const auto now = Clock::now();
    // What ended and is not acknowledged need not be waited for as long as what runs.
    if (stopping_ && Occupied() == 0) give_up_at_ = std::min(give_up_at_, now + kLastWord);
    if (stopping_ && now >= give_up_at_) {
      GiveUp();
      break;
    }
    const auto next = Tend(now);
    TellCredit();
    Count();
    inbox_.Wait(stopping_ ? std::min(next, give_up_at_) : next);
    while (auto input = inbox_.Take()) Handle(*std::move(input));
  }
  SayGoodbye();
  slots_.reset();
}

// ------------------------------------------------------------------------------- inputs

void Worker::Loop::Handle(Input input) {
  if (input.stream != 0 && input.stream != stream_number_) return;
  std::visit([this](auto& what) { On(what); }, input.what);
}

void Worker::Loop::On(const pb::JudgeMessage& message) {
  switch (message.message_case()) {
    case pb::JudgeMessage::kWelcome:
      return OnWelcome(message.welcome());
    case pb::JudgeMessage::kLease:
      return OnLease(message.lease());
    case pb::JudgeMessage::kRevoked:
      return OnRevoked(message.revoked());
    case pb::JudgeMessage::kAccepted:
      return OnAccepted(message.accepted());
    case pb::JudgeMessage::kDrain:
      if (!draining_) logger_.Info("the judge asks for a drain: no new jobs");
      draining_ = true;
      return;
    case pb::JudgeMessage::kQuarantined:
      if (!quarantined_) {
        logger_.Warning("the judge has put this worker into quarantine: no new jobs",
                        {{"reason", CutText(message.quarantined().reason(), 500)}});
      }
      quarantined_ = true;
      return;
    case pb::JudgeMessage::MESSAGE_NOT_SET:
      return;  // of a newer judge
  }
}

void Worker::Loop::On(const StreamEnded& ended) {
  Disconnect(ended.why.ok() ? "the judge ended the stream" : ended.why.ToString());
}

void Worker::Loop::OnWelcome(const pb::Welcome& welcome) {
  heartbeat_ =
      std::clamp(milliseconds(welcome.heartbeat_ms()), kShortestHeartbeat, kLongestHeartbeat);
  reconnect_ = milliseconds(0);
  draining_ = quarantined_ = false;
  told_credit_ = 0;
  if (!welcomed_) {
    logger_.Info("connected to the judge", {{"leases", uint64_t{jobs_.size()}}});
    observer_.OnConnection(true, "");
  }
  welcomed_ = true;
  heartbeat_at_ = Clock::now();
  for (const auto& [lease, job] : jobs_) {
    if (job.state == Job::State::kEnded && !job.revoked) stream_->Send(job.end);
  }
}

void Worker::Loop::OnLease(const pb::Leased& lease) {
  const LeaseKey key = LeaseKey::Of(lease.lease());
  told_credit_ = std::max(0, told_credit_ - 1);
  if (jobs_.contains(key)) return;
  if (stopping_) return Refuse(key, "the worker is stopping", milliseconds(0));
  if (Occupied() >= 2 * options_.slots) {
    return Refuse(key, "the worker has no free slot", milliseconds(0));
  }
  // An older attempt at the same job can no longer count.
  for (auto it = jobs_.lower_bound({key.job, 0}); it != jobs_.end() && it->first.job == key.job;
       ++it) {
    it->second.revoked = true;
    it->second.stop.request_stop();
  }
  Job& job = jobs_[key];
  job.since = Clock::now();
  slots_->Start({key, lease.spec(), job.stop.get_token()});
}

void Worker::Loop::OnRevoked(const pb::Revoked& revoked) {
  const auto found = jobs_.find(LeaseKey::Of(revoked.lease()));
  if (found == jobs_.end()) return;
  if (found->second.state == Job::State::kEnded) {
    jobs_.erase(found);
    return;
  }
  found->second.revoked = true;
  found->second.stop.request_stop();
}

void Worker::Loop::OnAccepted(const pb::Accepted& accepted) {
  const LeaseKey key = LeaseKey::Of(accepted.lease());
  const auto found = jobs_.find(key);
  if (found == jobs_.end() || found->second.state != Job::State::kEnded) return;
  if (!accepted.counted()) {
    logger_.Info("a result came too late to count", {{"job", key.job}, {"attempt", key.attempt}});
  }
  jobs_.erase(found);
}

void Worker::Loop::On(const JobStarted& started) {
  const auto found = jobs_.find(started.lease);
  if (found == jobs_.end()) return;
  found->second.state = Job::State::kRunning;
  found->second.since = Clock::now();
}

void Worker::Loop::On(JobTold& told) {
  const auto found = jobs_.find(told.lease);
  if (found == jobs_.end() || found->second.revoked) return;
  if (!welcomed_ || stream_->queued_bytes() > kMaxQueuedBytes) {
    observer_.OnDroppedEvent();
    return;
  }
  pb::WorkerMessage message;
  told.lease.To(message.mutable_event()->mutable_lease());
  told.event.set_sequence(++found->second.sequence);
  *message.mutable_event()->mutable_event() = std::move(told.event);
  Send(std::move(message));
}

void Worker::Loop::On(JobEnded& ended) {
  const auto found = jobs_.find(ended.lease);
  if (found == jobs_.end()) return;
  Job& job = found->second;
  const auto time = Clock::now() - job.since;
  JobOutcome& outcome = ended.outcome;
  if (job.revoked) {
    observer_.OnJob("cancelled", time);
    jobs_.erase(found);
    return;
  }
  if (outcome.kind == JobOutcome::Kind::kFinished) {
    observer_.OnJob("finished", time);
    ended.lease.To(job.end.mutable_finished()->mutable_lease());
    *job.end.mutable_finished()->mutable_result() = std::move(outcome.result);
  } else {
    observer_.OnJob("failed", time);
    logger_.Warning(
        "a job failed, and not by its submission's fault",
        {{"job", ended.lease.job}, {"attempt", ended.lease.attempt}, {"reason", outcome.reason}});
    ended.lease.To(job.end.mutable_failed()->mutable_lease());
    job.end.mutable_failed()->set_reason(CutText(outcome.reason, 4096));
    job.end.mutable_failed()->set_retry_after_ms(outcome.retry_after.count());
  }
  job.state = Job::State::kEnded;
  if (welcomed_) stream_->Send(job.end);
}

// ------------------------------------------------------------------------ the connection

Worker::Loop::Clock::time_point Worker::Loop::Tend(Clock::time_point now) {
  if (stream_ == nullptr) {
    if (now >= connect_at_) Connect(now);
  } else if (!welcomed_ && now >= welcome_by_) {
    Disconnect("the judge did not answer");
  } else if (welcomed_ && now >= heartbeat_at_) {
    Heartbeat(now);
  }
  if (stream_ == nullptr) return connect_at_;
  return welcomed_ ? heartbeat_at_ : welcome_by_;
}

void Worker::Loop::Connect(Clock::time_point now) {
  const uint64_t number = ++stream_number_;
  StreamCallbacks callbacks;
  callbacks.on_message = [this, number](pb::JudgeMessage message) {
    inbox_.Post({number, std::move(message)});
  };
  callbacks.on_end = [this, number](const Status& why) { inbox_.Post({number, StreamEnded{why}}); };
  stream_ = link_.Open(std::move(callbacks));
  welcomed_ = false;
  welcome_by_ = now + options_.welcome_timeout;
  pb::WorkerMessage message;
  pb::Hello& hello = *message.mutable_hello();
  hello.set_version(options_.version);
  hello.set_slots(static_cast<int32_t>(options_.slots));
  hello.set_backend(options_.backend);
  for (const auto& [name, digest] : options_.images) (*hello.mutable_images())[name] = digest;
  for (const std::string& language : options_.languages) hello.add_languages(language);
  for (const auto& [lease, job] : jobs_) {
    if (!job.revoked) lease.To(hello.add_held());
  }
  stream_->Send(std::move(message));
  if (stopping_) {
    pb::WorkerMessage draining;
    draining.mutable_draining();
    stream_->Send(std::move(draining));
  }
}

void Worker::Loop::Disconnect(const std::string& why) {
  if (welcomed_ || reconnect_.count() == 0) {
    logger_.Warning("no connection to the judge", {{"why", CutText(why, 500)}});
  }
  if (welcomed_) observer_.OnConnection(false, why);
  stream_.reset();
  ++stream_number_;  // what it left in the inbox does not count
  welcomed_ = false;
  told_credit_ = 0;
  reconnect_ = std::clamp(reconnect_ * 2, options_.first_reconnect, options_.last_reconnect);
  // Spread over the second half: workers that lost the same judge do not come back together.
  std::uniform_int_distribution<int64_t> jitter(reconnect_.count() / 2, reconnect_.count());
  connect_at_ = Clock::now() + milliseconds(jitter(random_));
}

void Worker::Loop::Heartbeat(Clock::time_point now) {
  pb::WorkerMessage message;
  for (const auto& [lease, job] : jobs_) {
    if (!job.revoked) lease.To(message.mutable_heartbeat()->add_leases());
  }
  message.mutable_heartbeat()->set_load(Load());
  Send(std::move(message));
  heartbeat_at_ = now + heartbeat_;
}

size_t Worker::Loop::Occupied() const {
  size_t occupied = 0;
  for (const auto& [lease, job] : jobs_) occupied += job.state != Job::State::kEnded ? 1 : 0;
  return occupied;
}

size_t Worker::Loop::Credit() const {
  if (stopping_ || draining_ || quarantined_) return 0;
  const size_t occupied = Occupied();
  if (jobs_.size() - occupied > kMaxUnacknowledged) return 0;
  return occupied < options_.slots ? options_.slots - occupied : 0;
}

// Said only where the judge, which counts down with each lease, cannot know it.
void Worker::Loop::TellCredit() {
  if (!welcomed_) return;
  const auto credit = static_cast<int32_t>(Credit());
  if (credit == told_credit_) return;
  pb::WorkerMessage message;
  message.mutable_credit()->set_slots(credit);
  Send(std::move(message));
  told_credit_ = credit;
}

void Worker::Loop::Send(pb::WorkerMessage message) {
  if (welcomed_) stream_->Send(std::move(message));
}

// -------------------------------------------------------------------------------- the end

void Worker::Loop::Refuse(const LeaseKey& lease, const std::string& reason, milliseconds retry) {
  pb::WorkerMessage message;
  lease.To(message.mutable_failed()->mutable_lease());
  message.mutable_failed()->set_reason(reason);
  message.mutable_failed()->set_retry_after_ms(retry.count());
  Send(std::move(message));
}

void Worker::Loop::BeginDrain() {
  stopping_ = true;
  give_up_at_ = Clock::now() + options_.drain_timeout;
  logger_.Info("draining: what runs may end", {{"jobs", uint64_t{Occupied()}}});
  pb::WorkerMessage message;
  message.mutable_draining();
  Send(std::move(message));
  TellCredit();
  // What was leased and has not begun is begun sooner by another.
  for (auto& [lease, job] : jobs_) {
    if (job.state != Job::State::kWaiting || job.revoked) continue;
    Refuse(lease, "the worker is stopping", milliseconds(0));
    job.revoked = true;
    job.stop.request_stop();
  }
}

void Worker::Loop::GiveUp() {
  logger_.Warning("the time to drain is over: what still runs is given back",
                  {{"jobs", uint64_t{jobs_.size()}}});
  for (auto& [lease, job] : jobs_) {
    job.stop.request_stop();
    if (job.state != Job::State::kEnded && !job.revoked) {
      Refuse(lease, "the worker was stopped before it ended", milliseconds(0));
    }
  }
}

// Lets the last words get through.
void Worker::Loop::SayGoodbye() {
  if (stream_ == nullptr) return;
  stream_->Finish();
  const auto until = Clock::now() + kGoodbye;
  bool ended = !welcomed_;
  while (!ended && Clock::now() < until) {
    inbox_.Wait(until);
    while (auto input = inbox_.Take()) {
      ended = ended ||
              (input->stream == stream_number_ && std::holds_alternative<StreamEnded>(input->what));
    }
  }
  stream_.reset();
}

void Worker::Loop::Count() {
  size_t running = 0;
  size_t waiting = 0;
  for (const auto& [lease, job] : jobs_) {
    running += job.state == Job::State::kRunning ? 1 : 0;
    waiting += job.state == Job::State::kWaiting ? 1 : 0;
  }
  observer_.OnCounts(running, waiting, jobs_.size() - running - waiting);
}

// ------------------------------------------------------------------------------- Worker

Worker::Worker(WorkerOptions options, JobRunner& runner, JudgeLink& link, log::Logger logger,
               WorkerObserver* observer)
    : loop_(std::make_unique<Loop>(std::move(options), runner, link, std::move(logger), observer)) {
}

Worker::~Worker() = default;

void Worker::Run(const std::stop_token& stop) { loop_->Run(stop); }

}  // namespace assay::judge
