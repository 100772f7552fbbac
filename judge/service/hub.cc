#include "judge/service/hub.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "judge/service/convert.h"
#include "judge/service/hub_session.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxBacklog = 10'000;
constexpr size_t kMaxHeld = 4096;
constexpr size_t kMaxEventBytes = 64 << 10;
constexpr size_t kMaxCompilerOutput = 16 << 10;
constexpr std::array<std::string_view, kJobClasses> kClassNames = {"interactive", "exam", "batch",
                                                                   "background"};

// At most `size` bytes, not within a character.
void Cut(std::string& text, size_t size) {
  if (text.size() <= size) return;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  text.resize(size);
}

}  // namespace

Hub::Figures::Figures(metrics::Registry& registry)
    : workers(registry.AddGauge("assay_judge_workers", "Workers that are connected")),
      slots(registry.AddGauge("assay_judge_worker_slots", "Slots of connected workers")),
      busy(registry.AddGauge("assay_judge_leases", "Jobs that workers of this judge hold")),
      quarantined(registry.AddGauge("assay_judge_workers_quarantined", "Workers in quarantine")),
      accepted(registry.AddCounter("assay_judge_results_total", "Results by what became of them",
                                   {{"outcome", "accepted"}})),
      repeated(registry.AddCounter("assay_judge_results_total", "Results by what became of them",
                                   {{"outcome", "repeated"}})),
      late(registry.AddCounter("assay_judge_results_total", "Results by what became of them",
                               {{"outcome", "late"}})),
      failed(registry.AddCounter("assay_judge_results_total", "Results by what became of them",
                                 {{"outcome", "failed"}})),
      quarantines(registry.AddCounter("assay_judge_quarantines_total",
                                      "How often a worker was put in quarantine")),
      leased(registry.AddCounter("assay_judge_leases_total", "Jobs handed to workers")) {
  for (const std::string_view name : kClassNames) {
    waited.push_back(&registry.AddHistogram("assay_judge_wait_seconds", "From enqueue to lease",
                                            {{"class", name}}));
  }
}

void Hub::Outbox::Add(const SessionPtr& session, v1::JudgeMessage message) {
  if (session && !session->closed) messages_.emplace_back(session->link, std::move(message));
}

Hub::Outbox::~Outbox() {
  for (auto& [link, message] : messages_) link->Send(std::move(message));
}

Hub::Hub(Core& core, const HubOptions& options)
    : core_(core), options_(options), figures_(std::make_unique<Figures>(core.metrics)) {}

Hub::~Hub() { Stop(); }

void Hub::Start() {
  dispatcher_ = std::thread([this] { DispatchLoop(); });
  finisher_ = std::thread([this] { FinishLoop(); });
  heartbeats_ = std::thread([this] { HeartbeatLoop(); });
}

void Hub::Stop() {
  std::vector<std::shared_ptr<Link>> links;
  {
    const std::lock_guard lock(mutex_);
    if (stop_) return;
    stop_ = true;
    for (const auto& [name, session] : sessions_) links.push_back(session->link);
  }
  changed_.notify_all();
  for (std::thread* thread : {&dispatcher_, &finisher_, &heartbeats_}) {
    if (thread->joinable()) thread->join();
  }
  for (const auto& link : links) link->Close(Unavailable("the judge is being stopped"));
}

bool Hub::WaitOrStop(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, time, [this] { return stop_; });
}

Hub::SessionPtr Hub::Connect(const std::string& name, std::shared_ptr<Link> link) {
  auto session = std::make_shared<Session>();
  session->name = name;
  session->link = std::move(link);
  SessionPtr old;
  {
    const std::lock_guard lock(mutex_);
    SessionPtr& place = sessions_[name];
    old = std::exchange(place, session);
    if (old) old->closed = true;
  }
  if (old) {
    old->link->Close({StatusCode::kAborted, "worker \"" + name + "\" has connected again"});
  }
  return session;
}

void Hub::Disconnect(const SessionPtr& session) {
  const std::lock_guard lock(mutex_);
  session->closed = true;
  session->backlog.clear();
  const auto place = sessions_.find(session->name);
  if (place != sessions_.end() && place->second == session) sessions_.erase(place);
}

void Hub::Receive(const SessionPtr& session, v1::WorkerMessage message) {
  std::string wrong;
  {
    const std::lock_guard lock(mutex_);
    if (session->closed) return;
    session->last_seen = std::chrono::system_clock::now();
    if (message.has_hello() == session->greeted) {
      wrong = session->greeted ? "Hello was said twice" : "the first message is not Hello";
    } else if (session->greeted && !session->ready) {
      if (session->backlog.size() < kMaxBacklog) {
        session->backlog.push_back(std::move(message));
        return;
      }
      wrong = "too many messages before the answer to Hello";
    }
  }
  if (!wrong.empty()) return session->link->Close(InvalidArgument(wrong));
  if (message.has_hello()) return OnHello(session, message.hello());
  Handle(session, message);
}

void Hub::OnHello(const SessionPtr& session, const v1::Hello& hello) {
  if (hello.slots() < 0 || hello.slots() > options_.max_slots ||
      static_cast<size_t>(hello.held_size()) > kMaxHeld || hello.version().size() > 200 ||
      hello.backend().size() > 200 || hello.images_size() > 1000) {
    return session->link->Close(
        InvalidArgument("Hello: slots, held leases, images or names are "
                        "more than a worker has"));
  }
  {
    const std::lock_guard lock(mutex_);
    session->hello = hello;
    session->greeted = true;
  }
  core_.work.PostAlways([this, session] { Greet(session); });
}

// On a thread that may wait.
void Hub::Greet(const SessionPtr& session) {
  WorkerRecord record;
  std::vector<v1::LeaseId> held;
  {
    const std::lock_guard lock(mutex_);
    record.name = session->name;
    record.version = session->hello.version();
    record.backend = session->hello.backend();
    record.slots = session->hello.slots();
    held.assign(session->hello.held().begin(), session->hello.held().end());
  }
  const auto quarantined = core_.store.workers().Greet(record);
  if (!quarantined.ok()) {
    return session->link->Close(Unavailable("the judge cannot reach its database"));
  }
  if (quarantined->empty() && !TakeOver(session, held).ok()) {
    return session->link->Close(Unavailable("the judge cannot reach its database"));
  }
  DropUnknown(session, held);
  std::deque<v1::WorkerMessage> backlog;
  {
    Outbox outbox;
    const std::lock_guard lock(mutex_);
    if (!quarantined->empty()) quarantined_[session->name] = *quarantined;
    const auto mine = quarantined_.find(session->name);
    v1::JudgeMessage welcome;
    welcome.mutable_welcome()->set_heartbeat_ms(options_.heartbeat.count());
    welcome.mutable_welcome()->set_lease_ms(options_.lease.count());
    outbox.Add(session, welcome);
    if (mine != quarantined_.end()) {
      session->quarantined = mine->second;
      v1::JudgeMessage message;
      message.mutable_quarantined()->set_reason(mine->second);
      outbox.Add(session, message);
    }
  }
  core_.logger.Info("worker connected", {{"worker", session->name},
                                         {"slots", record.slots},
                                         {"held", static_cast<int64_t>(held.size())},
                                         {"quarantined", *quarantined}});
  // What came meanwhile, until nothing is left; only then messages go past the backlog.
  while (true) {
    {
      const std::lock_guard lock(mutex_);
      backlog.swap(session->backlog);
      if (backlog.empty()) session->ready = true;
    }
    if (backlog.empty()) break;
    for (const v1::WorkerMessage& message : backlog) Handle(session, message);
    backlog.clear();
  }
  changed_.notify_all();
}

void Hub::Handle(const SessionPtr& session, const v1::WorkerMessage& message) {
  switch (message.message_case()) {
    case v1::WorkerMessage::kCredit: {
      const std::lock_guard lock(mutex_);
      session->credit = std::clamp(message.credit().slots(), 0, options_.max_slots);
      break;
    }
    case v1::WorkerMessage::kDraining: {
      const std::lock_guard lock(mutex_);
      session->draining = true;
      break;
    }
    case v1::WorkerMessage::kHeartbeat:
      return OnHeartbeat(session, message.heartbeat());
    case v1::WorkerMessage::kEvent:
      return OnEvent(session, message.event());
    case v1::WorkerMessage::kFinished:
      return OnFinished(session, message.finished());
    case v1::WorkerMessage::kFailed:
      return OnFailed(session, message.failed());
    default:
      return;  // of a newer worker
  }
  changed_.notify_all();
}

Hub::Lease* Hub::Find(const std::string& worker, int64_t job, int attempt) {
  const auto found = leases_.find(job);
  if (found == leases_.end() || found->second.attempt != attempt ||
      found->second.worker != worker) {
    return nullptr;
  }
  return &found->second;
}

void Hub::Erase(Leases::iterator lease) {
  --lease->second.session->held;
  leases_.erase(lease);
}

void Hub::Publish(const Lease& lease, v1::SubmissionEvent event) {
  if (!lease.counts) return;
  core_.events.Publish(lease.record.id, CourseKey(lease.record.tenant, lease.record.course),
                       std::move(event));
}

void Hub::OnHeartbeat(const SessionPtr& session, const v1::Heartbeat& heartbeat) {
  const std::lock_guard lock(mutex_);
  session->load = heartbeat.load();
  for (const v1::LeaseId& id : heartbeat.leases()) {
    if (Find(session->name, id.job(), id.attempt()) != nullptr) beats_[id.job()] = id.attempt();
  }
}

void Hub::OnEvent(const SessionPtr& session, const v1::WorkerEvent& said) {
  v1::SubmissionEvent event;
  std::string id;
  std::string course;
  std::optional<std::string> impossible;
  {
    const std::lock_guard lock(mutex_);
    Lease* lease = Find(session->name, said.lease().job(), said.lease().attempt());
    // Of a lease that is over, or repeated after a reconnect.
    if (lease == nullptr || lease->finishing || said.event().sequence() <= lease->last_sequence) {
      return;
    }
    lease->last_sequence = said.event().sequence();
    if (said.event().has_test()) impossible = Impossible(said.event().test(), options_.figures);
    if (!lease->counts && !impossible) return;
    id = lease->record.id;
    course = CourseKey(lease->record.tenant, lease->record.course);
  }
  if (impossible) return Quarantine(session->name, "said " + *impossible, said.lease().job());
  if (said.ByteSizeLong() > kMaxEventBytes) return;
  switch (said.event().event_case()) {
    case v1::JobEvent::kStarted:
      *event.mutable_started() = said.event().started();
      event.mutable_started()->set_worker(session->name);
      break;
    case v1::JobEvent::kCompiled:
      *event.mutable_compiled() = said.event().compiled();
      Cut(*event.mutable_compiled()->mutable_output_for_students(), kMaxCompilerOutput);
      break;
    case v1::JobEvent::kTest:
      *event.mutable_test() = said.event().test();
      break;
    case v1::JobEvent::kPart:
      *event.mutable_part() = said.event().part();
      break;
    default:
      return;
  }
  core_.events.Publish(id, course, std::move(event));
}

void Hub::OnFinished(const SessionPtr& session, const v1::Finished& finished) {
  Ending ending;
  ending.job = finished.lease().job();
  ending.attempt = finished.lease().attempt();
  ending.session = session;
  ending.result = finished.result();
  Cut(*ending.result.mutable_message(), 4096);
  Cut(*ending.result.mutable_student_message(), 4096);
  Cut(*ending.result.mutable_language(), 100);
  Cut(*ending.result.mutable_backend(), 100);
  std::optional<std::string> wrong;
  bool known = false;
  {
    const std::lock_guard lock(mutex_);
    if (!session->quarantined.empty()) return;
    Lease* lease = Find(session->name, ending.job, ending.attempt);
    if (lease != nullptr) {
      if (lease->finishing) return;  // said twice; the first is on its way
      known = true;
      std::optional<std::chrono::microseconds> held;
      if (!lease->taken_over) {
        held = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - lease->begun);
      }
      wrong = Impossible(ending.result, held, options_.figures);
      const std::string& report = ending.result.report_sha256();
      const bool has_report = report.empty() || lease->puts.contains(report);
      if (!wrong && !has_report) {
        if (lease->taken_over) {
          known = false;  // it may have put them before the restart: the blob store knows
        } else {
          wrong = "a report whose bytes it never put";
        }
      }
      if (!wrong && known) {
        lease->finishing = true;
        endings_.push_back(ending);
      }
    }
  }
  if (wrong) return Quarantine(session->name, "said " + *wrong, finished.lease().job());
  if (known) return changed_.notify_all();
  core_.work.PostAlways([this, session, ending] { Resolve(session, ending); });
}

void Hub::OnFailed(const SessionPtr& session, const v1::Failed& failed) {
  Ending ending;
  ending.job = failed.lease().job();
  ending.attempt = failed.lease().attempt();
  ending.session = session;
  ending.failed = true;
  ending.reason = failed.reason().empty() ? "the worker gave no reason" : failed.reason();
  Cut(ending.reason, 2000);
  std::erase(ending.reason, '\0');
  ending.retry_after =
      std::chrono::milliseconds(std::clamp<int64_t>(failed.retry_after_ms(), 0, 3600'000));
  {
    const std::lock_guard lock(mutex_);
    Lease* lease = Find(session->name, ending.job, ending.attempt);
    if (lease != nullptr && lease->finishing) return;
    if (lease != nullptr) lease->finishing = true;
    endings_.push_back(std::move(ending));
  }
  changed_.notify_all();
}

}  // namespace assay::judge
