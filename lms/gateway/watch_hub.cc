#include "lms/gateway/watch_hub.h"

#include <algorithm>
#include <random>
#include <utility>

#include "lms/gateway/json_out.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/problem.h"

namespace assay::gateway {
namespace {

constexpr std::chrono::milliseconds kReconnectPause{500};

judge_v1::Caller Service(const std::string& tenant) {
  judge_v1::Caller caller;
  caller.set_tenant(tenant);
  caller.set_staff(true);
  return caller;
}

bool IsFinal(const judge_v1::SubmissionEvent& event) {
  return event.has_snapshot() && event.snapshot().state() != judge_v1::STATE_QUEUED &&
         event.snapshot().state() != judge_v1::STATE_RUNNING;
}

WatchEvent Make(const judge_v1::SubmissionEvent& event) {
  return {event.id(), EventType(event), std::make_shared<const std::string>(ToJson(event)),
          event.sequence(), IsFinal(event)};
}

WatchEvent MakeAs(judge_v1::SubmissionEvent event, int64_t sequence) {
  event.set_sequence(sequence);
  return Make(event);
}

}  // namespace

int64_t WatchHub::Topic::after() const {
  int64_t least = INT64_MAX;
  for (const Subscriber& one : subscribers) least = std::min(least, one.last);
  return least == INT64_MAX ? 0 : least;
}

WatchHub::WatchHub(std::shared_ptr<const Upstream> judge, log::Logger logger)
    : judge_(std::move(judge)), logger_(std::move(logger)) {
  reconnector_ = std::thread([this] { Reconnect(); });
}

WatchHub::~WatchHub() { Stop(); }

void WatchHub::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (Line& line : lines_) {
      if (line.stream) line.stream->Cancel();
      line.stream.reset();
      line.topics.clear();
    }
  }
  changed_.notify_all();
  if (reconnector_.joinable()) reconnector_.join();
}

void WatchHub::Watch(const std::shared_ptr<Watcher>& watcher, Viewer viewer,
                     const std::string& tenant, const std::string& submission, int64_t after) {
  Add(viewer == Viewer::kStudent ? kStudents : kInstructors, submission, tenant,
      {watcher, after, true});
}
void WatchHub::Unwatch(const Watcher& watcher, Viewer viewer, const std::string& submission) {
  Remove(viewer == Viewer::kStudent ? kStudents : kInstructors, submission, watcher);
}
void WatchHub::WatchCourse(const std::shared_ptr<Watcher>& watcher, const std::string& tenant,
                           const std::string& course) {
  Add(kCourses, tenant + "/" + course, tenant, {watcher, 0, true});
}
void WatchHub::UnwatchCourse(const Watcher& watcher, const std::string& tenant,
                             const std::string& course) {
  Remove(kCourses, tenant + "/" + course, watcher);
}

void WatchHub::Add(Kind kind, const std::string& key, const std::string& tenant,
                   Subscriber subscriber) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  Line& line = lines_[kind];
  Topic& topic = line.topics[key];
  topic.tenant = tenant;
  std::erase_if(topic.subscribers,
                [&](const Subscriber& one) { return one.watcher == subscriber.watcher; });
  const bool known = !topic.subscribers.empty();
  subscriber.behind = known && line.stream && kind != kCourses;
  topic.subscribers.push_back(std::move(subscriber));
  if (line.broken) return;  // asked for when the stream stands again
  if (!line.stream) return Open(kind);
  if (known && kind == kCourses) return;
  // Told once already: from the beginning again, for the one who came now.
  if (known) Forget(kind, key);
  Ask(kind, key, known);
}

void WatchHub::Remove(Kind kind, const std::string& key, const Watcher& watcher) {
  const std::lock_guard lock(mutex_);
  Line& line = lines_[kind];
  const auto found = line.topics.find(key);
  if (found == line.topics.end()) return;
  std::erase_if(found->second.subscribers,
                [&](const Subscriber& one) { return one.watcher.get() == &watcher; });
  if (!found->second.subscribers.empty()) return;
  line.topics.erase(found);
  if (line.stream) Forget(kind, key);
}

void WatchHub::Ask(Kind kind, const std::string& key, bool all) {
  Line& line = lines_[kind];
  const Topic& topic = line.topics.at(key);
  judge_v1::WatchManyRequest request;
  if (kind == kCourses) {
    auto& course = *request.mutable_watch_course();
    *course.mutable_caller() = Service(topic.tenant);
    course.set_course(key.substr(topic.tenant.size() + 1));
  } else {
    auto& watch = *request.mutable_watch();
    *watch.mutable_caller() = Service(topic.tenant);
    watch.set_id(key);
    watch.set_viewer(kind == kStudents ? "student_before_due" : "instructor");
    watch.set_after(all ? 0 : topic.after());
  }
  line.stream->Write(request);
}

void WatchHub::Forget(Kind kind, const std::string& key) {
  Line& line = lines_[kind];
  judge_v1::WatchManyRequest request;
  if (kind == kCourses) {
    // The judge names a course without its tenant here: another tenant's of that name must go on.
    const std::string course = key.substr(key.find('/'));
    for (const auto& [other, topic] : line.topics)
      if (other.ends_with(course)) return;
    request.set_unwatch_course(course.substr(1));
  } else {
    request.set_unwatch(key);
  }
  line.stream->Write(request);
}

void WatchHub::Open(Kind kind) {
  Line& line = lines_[kind];
  const uint64_t generation = ++line.generation;
  line.broken = false;
  UpstreamHandlers handlers;
  const std::weak_ptr<WatchHub> weak = weak_from_this();
  handlers.on_message = [weak, kind](const std::string& bytes) {
    if (const auto self = weak.lock()) self->OnMessage(kind, bytes);
  };
  handlers.on_end = [weak, kind, generation](const Reply& reply) {
    if (const auto self = weak.lock()) self->OnEnd(kind, generation, reply);
  };
  line.stream = judge_->Open(kWatchManyPath, {std::chrono::milliseconds(0), {}}, handlers);
  for (auto& [key, topic] : line.topics) {
    for (Subscriber& one : topic.subscribers) one.behind = false;  // nothing overtakes any more
    Ask(kind, key);
  }
}

void WatchHub::OnMessage(Kind kind, const std::string& bytes) {
  judge_v1::SubmissionEvent event;
  if (!event.ParseFromString(bytes)) return;
  if (event.has_error()) return TellError(kind, event);
  Tell(kind, event);
}

void WatchHub::Tell(Kind kind, const judge_v1::SubmissionEvent& event) {
  const WatchEvent made = Make(event);
  const std::string key =
      kind == kCourses ? event.snapshot().tenant() + "/" + event.course() : event.id();
  std::vector<std::pair<std::shared_ptr<Watcher>, WatchEvent>> told;
  {
    const std::lock_guard lock(mutex_);
    const auto found = lines_[kind].topics.find(key);
    if (found == lines_[kind].topics.end()) return;
    Topic& topic = found->second;
    // What comes by itself is ever newer: where it is not, and with a state of sequence 0, all is
    // told again from its beginning.
    const bool again =
        made.sequence <= std::exchange(topic.came, made.sequence) || made.sequence == 0;
    for (Subscriber& one : topic.subscribers) {
      if (again) one.behind = false;
      if (one.behind) continue;
      const bool first = one.fresh && event.has_snapshot();
      if (kind != kCourses && !first && made.sequence <= one.last) continue;  // seen already
      if (event.has_snapshot()) one.fresh = false;
      const bool known = made.sequence < one.last;  // the state is told, and is no step back
      one.last = std::max(one.last, made.sequence);
      told.emplace_back(one.watcher, known ? MakeAs(event, one.last) : made);
    }
    if (made.last && kind != kCourses) {
      std::erase_if(topic.subscribers, [](const Subscriber& one) { return !one.behind; });
      if (topic.subscribers.empty()) {
        lines_[kind].topics.erase(found);
      } else {
        Ask(kind, key, true);  // theirs is still to come, or was this
      }
    }
  }
  for (const auto& [watcher, as] : told) watcher->OnEvent(as);
}

void WatchHub::TellError(Kind kind, const judge_v1::SubmissionEvent& event) {
  std::vector<Subscriber> told;
  {
    const std::lock_guard lock(mutex_);
    const auto found = lines_[kind].topics.find(event.id());
    if (found == lines_[kind].topics.end()) return;
    told = std::move(found->second.subscribers);
    lines_[kind].topics.erase(found);
  }
  const Problem problem =
      FromStatus(Status(static_cast<StatusCode>(event.error().code()), event.error().message()));
  for (const Subscriber& one : told)
    one.watcher->OnError(event.id(), problem.status, problem.detail);
}

void WatchHub::OnEnd(Kind kind, uint64_t generation, const Reply& reply) {
  {
    const std::lock_guard lock(mutex_);
    Line& line = lines_[kind];
    if (stopping_ || line.generation != generation) return;
    line.stream.reset();
    line.broken = true;
  }
  logger_.Warning("the stream of events broke; it is opened again", {log::Field(reply.status)});
  changed_.notify_all();
}

// Opening again is paced, with some chance in it: all gateways lose the judge at the same moment.
void WatchHub::Reconnect() {
  std::minstd_rand random(std::random_device{}());
  std::unique_lock lock(mutex_);
  const auto any_broken = [this] {
    return std::any_of(std::begin(lines_), std::end(lines_),
                       [](const Line& l) { return l.broken; });
  };
  while (!stopping_) {
    changed_.wait(lock, [&] { return stopping_ || any_broken(); });
    const auto pause = kReconnectPause + std::chrono::milliseconds(random() % 500);
    if (changed_.wait_for(lock, pause, [this] { return stopping_; })) return;
    for (uint8_t kind = 0; kind < kKinds; ++kind) {
      Line& line = lines_[kind];
      if (!line.broken) continue;
      line.broken = false;
      if (!line.topics.empty()) Open(static_cast<Kind>(kind));
    }
  }
}

size_t WatchHub::watches() const {
  const std::lock_guard lock(mutex_);
  size_t sum = 0;
  for (const Line& line : lines_)
    for (const auto& [key, topic] : line.topics) sum += topic.subscribers.size();
  return sum;
}

bool WatchHub::connected() const {
  const std::lock_guard lock(mutex_);
  return std::none_of(std::begin(lines_), std::end(lines_),
                      [](const Line& line) { return line.broken; });
}

}  // namespace assay::gateway
