#include "judge/service/watch.h"

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <deque>
#include <set>

#include "common/rpc/rpc.h"
#include "judge/service/convert.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxOfOne = 4096;
constexpr size_t kMaxOfMany = 65536;
constexpr size_t kMaxWatches = 50'000;  // of one stream

Status TooSlow() {
  return ResourceExhausted("events came faster than they were read; resume after the last one");
}

// The queue of a stream and the one write that is under way. A subclass does the writing.
class EventQueue : public Watcher {
 public:
  explicit EventQueue(size_t bound) : bound_(bound) {}

  bool Offer(const EventPtr& event, Viewer viewer) override {
    const std::lock_guard lock(mutex_);
    if (closing_ || ended_) return false;
    if (queue_.size() >= bound_) {
      queue_.clear();
      closing_ = true;
      end_ = TooSlow();
    } else {
      queue_.push_back({event, viewer});
    }
    if (std::exchange(writing_, true)) return false;
    kick_ = true;
    return true;
  }

  // Starts the writing that an Offer asked for, if nobody did.
  void Kick() override {
    {
      const std::lock_guard lock(mutex_);
      if (!std::exchange(kick_, false)) return;
    }
    Next();
  }

  // No more events; those that wait are written before, unless the status is an error.
  void Close(const Status& status) {
    {
      const std::lock_guard lock(mutex_);
      if (closing_ || ended_) return;
      closing_ = true;
      end_ = status;
      if (!status.ok()) queue_.clear();
      if (std::exchange(writing_, true)) return;
    }
    Next();
  }

  // While it is held the stream is not finished: somebody is about to start a read.
  void Hold() {
    const std::lock_guard lock(mutex_);
    ++holds_;
  }
  void Release() {
    {
      const std::lock_guard lock(mutex_);
      if (--holds_ > 0 || !closing_ || ended_ || std::exchange(writing_, true)) return;
    }
    Next();
  }
  bool closing() {
    const std::lock_guard lock(mutex_);
    return closing_;
  }

 protected:
  virtual void Write(const v1::SubmissionEvent& event) = 0;
  virtual void End(const Status& status) = 0;
  // After the last event of a submission was taken to be written.
  virtual void Last(const std::string& id) = 0;

  void Next() {
    Status end;
    std::string last;
    bool finish = false;
    {
      const std::lock_guard lock(mutex_);
      if (!queue_.empty()) {
        const auto& [event, viewer] = queue_.front();
        current_ = event->event;
        Show(viewer, event->hidden, current_);
        if (event->last) last = current_.id();
        queue_.pop_front();
      } else if (closing_ && holds_ == 0) {
        if (std::exchange(ended_, true)) return;
        end = end_;
        finish = true;
      } else {
        writing_ = false;
        return;
      }
    }
    if (finish) return End(end);
    if (!last.empty()) Last(last);
    Write(current_);
  }

  void Written(bool ok) {
    if (!ok) {
      const std::lock_guard lock(mutex_);
      queue_.clear();
      if (!closing_) end_ = Unavailable("the stream broke");
      closing_ = true;
    }
    Next();
  }

 private:
  struct Waiting {
    EventPtr event;
    Viewer viewer;
  };
  const size_t bound_;
  std::mutex mutex_;
  std::deque<Waiting> queue_;
  bool writing_ = false, kick_ = false, closing_ = false, ended_ = false;
  int holds_ = 0;
  Status end_;
  v1::SubmissionEvent current_;  // of whoever set writing_
};

EventPtr Snapshot(const SubmissionRecord& record, int64_t sequence) {
  auto logged = std::make_shared<LoggedEvent>();
  logged->event = SnapshotOf(ToProto(record));
  logged->event.set_id(record.id);
  logged->event.set_course(record.course);
  logged->event.set_sequence(sequence);
  *logged->event.mutable_at() = google::protobuf::util::TimeUtil::GetCurrentTime();
  logged->last = record.state >= JobState::kDone;
  return logged;
}

// Tells the present state, then what came after `after`, then what comes. The stream is kicked by
// the caller. Returns whether it is subscribed: of one that has ended, the last word was said.
Result<bool> Begin(const WatchParts& parts, const v1::WatchRequest& request,
                   const std::shared_ptr<EventQueue>& queue) {
  ASSAY_ASSIGN_OR_RETURN(const Viewer viewer, ViewerOf(request.caller(), request.viewer()));
  ASSAY_ASSIGN_OR_RETURN(SubmissionRecord record, parts.calls.Find(request.caller(), request.id()));
  const int64_t after = std::max<int64_t>(request.after(), 0);
  const bool ended = record.state >= JobState::kDone;
  // Before anything else, with the sequence that the client has: seeing it is no progress.
  const EventPtr now = Snapshot(record, ended ? std::max(after, record.ended_us) : after);
  if (!ended) (void)queue->Offer(now, viewer);
  const bool offered = parts.core.events.Subscribe(request.id(), after, viewer, queue);
  if (ended && !offered) {
    (void)queue->Offer(now, viewer);
    parts.core.events.Unsubscribe(request.id(), queue.get());
    return false;
  }
  if (ended || offered) return true;
  // Nothing was told here yet: it may have ended between the look and the subscription.
  auto again = parts.calls.Find(request.caller(), request.id());
  if (again.ok() && again->state >= JobState::kDone) {
    (void)queue->Offer(Snapshot(*again, std::max(after + 1, again->ended_us)), viewer);
  }
  return true;
}

// ---------------------------------------------------------------------------- one

class WatchStream final : public grpc::ServerWriteReactor<v1::SubmissionEvent>, public EventQueue {
 public:
  WatchStream(const WatchParts& parts, v1::WatchRequest request)
      : EventQueue(kMaxOfOne), parts_(parts), request_(std::move(request)) {}

  void Start(const std::shared_ptr<WatchStream>& self) {
    self_ = self;
    const bool taken = parts_.executor.Post([this, self] {
      const auto begun = Begin(parts_, request_, self);
      if (!begun.ok()) return Close(begun.status());
      Kick();
      // It may be over already, and then nobody else takes it out of the log.
      if (done_) parts_.core.events.Unsubscribe(request_.id(), this);
    });
    if (!taken) Close(Unavailable("the judge is busy; try again"));
  }

  void OnWriteDone(bool ok) override { Written(ok); }
  void OnCancel() override { Close({StatusCode::kCancelled, "the caller went away"}); }
  void OnDone() override {
    done_ = true;
    parts_.core.events.Unsubscribe(request_.id(), this);
    const std::shared_ptr<WatchStream> last = std::move(self_);
  }

 private:
  void Write(const v1::SubmissionEvent& event) override { StartWrite(&event); }
  void End(const Status& status) override { Finish(rpc::ToGrpc(status)); }
  void Last(const std::string&) override { Close(OkStatus()); }

  const WatchParts parts_;
  const v1::WatchRequest request_;
  std::atomic<bool> done_ = false;
  std::shared_ptr<WatchStream> self_;
};

// ---------------------------------------------------------------------------- many

class WatchManyStream final
    : public grpc::ServerBidiReactor<v1::WatchManyRequest, v1::SubmissionEvent>,
      public EventQueue {
 public:
  explicit WatchManyStream(const WatchParts& parts) : EventQueue(kMaxOfMany), parts_(parts) {}

  void Start(const std::shared_ptr<WatchManyStream>& self) {
    self_ = self;
    StartRead(&incoming_);
  }

  // One request at a time: the next is read when this one was done.
  void OnReadDone(bool ok) override {
    if (!ok) return Close(OkStatus());
    Hold();
    const bool taken = parts_.executor.Post([this, self = self_] {
      Handle();
      Kick();
      incoming_.Clear();
      if (!closing()) StartRead(&incoming_);
      Release();
    });
    if (taken) return;
    Close(Unavailable("the judge is busy; try again"));
    Release();
  }
  void OnWriteDone(bool ok) override { Written(ok); }
  void OnCancel() override { Close({StatusCode::kCancelled, "the caller went away"}); }
  void OnDone() override {
    // Holds keep requests from being handled at the same time.
    for (const std::string& id : ids_) parts_.core.events.Unsubscribe(id, this);
    for (const std::string& course : courses_) parts_.core.events.UnsubscribeCourse(course, this);
    const std::shared_ptr<WatchManyStream> last = std::move(self_);
  }

 private:
  void Write(const v1::SubmissionEvent& event) override { StartWrite(&event); }
  void End(const Status& status) override { Finish(rpc::ToGrpc(status)); }
  void Last(const std::string& id) override {
    {
      const std::lock_guard lock(mutex_);
      ids_.erase(id);
    }
    parts_.core.events.Unsubscribe(id, this);
  }
  void Refuse(const std::string& id, const Status& status) {
    auto logged = std::make_shared<LoggedEvent>();
    logged->event.set_id(id);
    logged->event.mutable_error()->set_code(static_cast<int>(status.code()));
    logged->event.mutable_error()->set_message(status.message());
    (void)Offer(logged, Viewer::kInstructor);
  }

  void Handle() {
    switch (incoming_.request_case()) {
      case v1::WatchManyRequest::kWatch:
        return Watch(incoming_.watch());
      case v1::WatchManyRequest::kUnwatch:
        return Last(incoming_.unwatch());
      case v1::WatchManyRequest::kWatchCourse:
        return WatchCourse(incoming_.watch_course());
      case v1::WatchManyRequest::kUnwatchCourse: {
        const std::lock_guard lock(mutex_);
        for (auto it = courses_.begin(); it != courses_.end();) {
          const auto course = it++;
          if (course->substr(course->find('/') + 1) != incoming_.unwatch_course()) continue;
          parts_.core.events.UnsubscribeCourse(*course, this);
          courses_.erase(course);
        }
        return;
      }
      default:
        return;
    }
  }

  void Watch(const v1::WatchRequest& request) {
    {
      const std::lock_guard lock(mutex_);
      if (ids_.size() >= kMaxWatches) {
        return Refuse(request.id(), ResourceExhausted("too many watches on one stream"));
      }
      if (!ids_.insert(request.id()).second) return;  // it is being told already
    }
    const auto begun = Begin(parts_, request, self_);
    if (begun.ok() && *begun) return;
    {
      const std::lock_guard lock(mutex_);
      ids_.erase(request.id());
    }
    if (!begun.ok()) Refuse(request.id(), begun.status());
  }

  void WatchCourse(const v1::WatchCourse& request) {
    Status status = CheckCaller(request.caller());
    if (status.ok()) status = CheckCourse(request.course());
    if (status.ok() && IsStudent(request.caller())) {
      status = PermissionDenied("the board of a course is for staff");
    }
    if (!status.ok()) return Refuse(request.course(), status);
    const std::string key = CourseKey(request.caller().tenant(), request.course());
    {
      const std::lock_guard lock(mutex_);
      courses_.insert(key);
    }
    parts_.core.events.SubscribeCourse(key, Viewer::kInstructor, self_);
  }

  const WatchParts parts_;
  std::shared_ptr<WatchManyStream> self_;
  v1::WatchManyRequest incoming_;
  std::mutex mutex_;
  std::set<std::string> ids_, courses_;
};

class RefusedWatch final : public grpc::ServerWriteReactor<v1::SubmissionEvent> {
 public:
  explicit RefusedWatch(const Status& status) { Finish(rpc::ToGrpc(status)); }
  void OnDone() override { delete this; }
};
class RefusedMany final
    : public grpc::ServerBidiReactor<v1::WatchManyRequest, v1::SubmissionEvent> {
 public:
  explicit RefusedMany(const Status& status) { Finish(rpc::ToGrpc(status)); }
  void OnDone() override { delete this; }
};

}  // namespace

grpc::ServerWriteReactor<v1::SubmissionEvent>* StartWatch(const WatchParts& parts,
                                                          grpc::CallbackServerContext*,
                                                          const Status& allowed,
                                                          const v1::WatchRequest& request) {
  if (!allowed.ok()) return new RefusedWatch(allowed);
  const auto stream = std::make_shared<WatchStream>(parts, request);
  stream->Start(stream);
  return stream.get();
}

grpc::ServerBidiReactor<v1::WatchManyRequest, v1::SubmissionEvent>* StartWatchMany(
    const WatchParts& parts, grpc::CallbackServerContext*, const Status& allowed) {
  if (!allowed.ok()) return new RefusedMany(allowed);
  const auto stream = std::make_shared<WatchManyStream>(parts);
  stream->Start(stream);
  return stream.get();
}

}  // namespace assay::judge
