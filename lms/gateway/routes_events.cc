#include <charconv>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "lms/gateway/callers.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/json_out.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/stream_guard.h"
#include "lms/gateway/watch_hub.h"

namespace assay::gateway {
namespace {

using http::Stream;
using Viewer = WatchHub::Viewer;

constexpr size_t kMaxWatches = 1000;  // of one WebSocket

Viewer ViewerOf(const judge_v1::Caller& caller) {
  return caller.staff() ? Viewer::kInstructor : Viewer::kStudent;
}

// "41" of Last-Event-ID or ?after=; false where it is no number.
bool ReadAfter(const http::Request& request, int64_t& after) {
  std::string text(request.Header("Last-Event-ID"));
  if (text.empty()) text = request.Query("after").value_or("0");
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
  return error == std::errc() && end == text.data() + text.size() && after >= 0;
}

// Browsers insist that one of the subprotocols that they offered is chosen.
http::Headers Subprotocol(const http::Request& request) {
  if (request.Header("Sec-WebSocket-Protocol").find("assay.v1") == std::string_view::npos)
    return {};
  return {{"Sec-WebSocket-Protocol", "assay.v1"}};
}

// --- one submission: an event stream or a WebSocket ---

class OneWatcher final : public Watcher {
 public:
  explicit OneWatcher(bool socket) : socket_(socket) {}

  void Attach(std::shared_ptr<Stream> stream) {
    const std::lock_guard lock(mutex_);
    stream_ = std::move(stream);
  }
  std::shared_ptr<Stream> stream() const {
    const std::lock_guard lock(mutex_);
    return stream_;
  }
  bool open() const { return stream() && stream()->open(); }

  void OnEvent(const WatchEvent& event) override {
    const auto to = stream();
    if (!to) return;
    to->Send(*event.json, socket_ ? "" : event.type, std::to_string(event.sequence));
    if (event.last) to->Close(1000, "this was the last event");
  }
  void OnError(const std::string& submission, int status, const std::string& detail) override {
    const auto to = stream();
    if (!to) return;
    to->Send(ErrorEvent(submission, status, detail), socket_ ? "" : "error");
    to->Close(1011, "the watch ended");
  }

 private:
  const bool socket_;
  mutable std::mutex mutex_;
  std::shared_ptr<Stream> stream_;
};

void StartOne(const CallPtr& call, const judge_v1::Caller& caller, int64_t after) {
  const bool socket = !call->request().Header("Upgrade").empty();
  const auto hub = call->api().parts().watch;
  const auto watcher = std::make_shared<OneWatcher>(socket);
  const Viewer viewer = ViewerOf(caller);
  const std::string id = call->Param("id");
  http::StreamCallbacks callbacks;
  callbacks.on_close = [hub, watcher, viewer, id] { hub->Unwatch(*watcher, viewer, id); };
  if (socket) {
    watcher->Attach(
        call->responder().AcceptWebSocket(std::move(callbacks), Subprotocol(call->request())));
  } else {
    watcher->Attach(call->responder().StartEvents(std::move(callbacks)));
  }
  if (!watcher->open()) return;
  call->api().parts().guard->Add(watcher->stream(), TokenOf(call->request()), call->shared_who());
  hub->Watch(watcher, viewer, caller.tenant(), id, after);
  // It may have closed in between, before there was anything to unwatch.
  if (!watcher->open()) hub->Unwatch(*watcher, viewer, id);
}

void WatchOne(const CallPtr& call) {
  int64_t after = 0;
  if (!ReadAfter(call->request(), after))
    return call->Fail(BadField("after", "is the sequence number of the last event seen"));
  WithCaller(call, Action::kReadOthers, [call, after](const judge_v1::Caller& caller) {
    // One call, so that what is not there is a 404 and no stream that ends at once.
    judge_v1::GetSubmissionRequest request;
    *request.mutable_caller() = caller;
    request.set_id(call->Param("id"));
    call->api().judge().Call(
        methods::kGetSubmission, request, call->Upstream(),
        [call, caller, after](const Reply& reply, const judge_v1::Submission&) {
          if (!reply.ok()) return call->Fail(reply);
          StartOne(call, caller, after);
        });
  });
}

// --- many, over one WebSocket ---

class ManyWatcher final : public Watcher, public std::enable_shared_from_this<ManyWatcher> {
 public:
  ManyWatcher(ApiPtr api, std::shared_ptr<const Principal> who, std::string traceparent)
      : api_(std::move(api)), who_(std::move(who)), traceparent_(std::move(traceparent)) {}

  void Attach(std::shared_ptr<Stream> stream) {
    const std::lock_guard lock(mutex_);
    stream_ = std::move(stream);
  }

  void OnMessage(std::string_view text) {
    const auto& limiter = api_->parts().by_token;
    if (limiter && !limiter->Take(who_->token_id).allowed)
      return Say(ErrorEvent("", 429, "too many messages in a short time"));
    WatchMessage message;
    if (const auto problem = ReadWatchMessage(text, message))
      return Say(ErrorEvent("", problem->status, problem->detail));
    if (!message.watch.empty()) return WatchOne(message.watch, message.after);
    if (!message.unwatch.empty()) return Unwatch(message.unwatch);
    if (!message.watch_course.empty()) return WatchCourse(message.watch_course);
    UnwatchCourse(message.unwatch_course);
  }

  void OnClose() {
    std::map<std::string, Viewer> watched;
    std::set<std::string> courses;
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      stream_.reset();
      watched.swap(watched_);
      courses.swap(courses_);
    }
    for (const auto& [id, viewer] : watched) hub().Unwatch(*this, viewer, id);
    for (const std::string& course : courses) hub().UnwatchCourse(*this, who_->tenant, course);
  }

  void OnEvent(const WatchEvent& event) override {
    if (event.last) {
      const std::lock_guard lock(mutex_);
      watched_.erase(event.submission);
    }
    Say(*event.json);
  }
  void OnError(const std::string& submission, int status, const std::string& detail) override {
    {
      const std::lock_guard lock(mutex_);
      watched_.erase(submission);
      courses_.erase(submission);
    }
    Say(ErrorEvent(submission, status, detail));
  }

 private:
  WatchHub& hub() const { return *api_->parts().watch; }

  void Say(const std::string& json) {
    std::shared_ptr<Stream> stream;
    {
      const std::lock_guard lock(mutex_);
      stream = stream_;
    }
    if (stream) stream->Send(json);
  }

  // Takes a place among the watches; false where there is none left or the client is gone.
  bool Reserve() {
    const std::lock_guard lock(mutex_);
    return !closed_ && watched_.size() + courses_.size() < kMaxWatches;
  }

  void WatchOne(const std::string& id, int64_t after) {
    if (!Reserve()) return Say(ErrorEvent(id, 429, "at most 1000 watches on one connection"));
    const CallOptions options{std::chrono::seconds(10), traceparent_};
    ResolveCaller(*api_, who_, options, Action::kReadOthers, id,
                  [self = shared_from_this(), id, after, options](const Reply& reply,
                                                                  const judge_v1::Caller& caller) {
                    if (!reply.ok()) return self->Refuse(id, reply);
                    self->Look(id, after, options, caller);
                  });
  }

  void Look(const std::string& id, int64_t after, const CallOptions& options,
            const judge_v1::Caller& caller) {
    judge_v1::GetSubmissionRequest request;
    *request.mutable_caller() = caller;
    request.set_id(id);
    api_->judge().Call(methods::kGetSubmission, request, options,
                       [self = shared_from_this(), id, after, caller](const Reply& reply,
                                                                      const judge_v1::Submission&) {
                         if (!reply.ok()) return self->Refuse(id, reply);
                         self->Begin(id, after, ViewerOf(caller));
                       });
  }

  void Begin(const std::string& id, int64_t after, Viewer viewer) {
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return;
      watched_[id] = viewer;
    }
    hub().Watch(shared_from_this(), viewer, who_->tenant, id, after);
    bool gone = false;
    {
      const std::lock_guard lock(mutex_);
      gone = closed_;
    }
    if (gone) hub().Unwatch(*this, viewer, id);
  }

  void Refuse(const std::string& id, const Reply& reply) {
    const Problem problem = FromStatus(reply.status, reply.retry_after_seconds);
    Say(ErrorEvent(id, problem.status, problem.detail));
  }

  void Unwatch(const std::string& id) {
    Viewer viewer = Viewer::kStudent;
    {
      const std::lock_guard lock(mutex_);
      const auto found = watched_.find(id);
      if (found == watched_.end()) return;
      viewer = found->second;
      watched_.erase(found);
    }
    hub().Unwatch(*this, viewer, id);
  }

  void WatchCourse(const std::string& course) {
    const Verdict verdict = MayIn(*who_, Action::kWatchCourse, course);
    if (!verdict.allowed) return Say(ErrorEvent("", 403, std::string(verdict.why)));
    if (!Reserve()) return Say(ErrorEvent("", 429, "at most 1000 watches on one connection"));
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return;
      courses_.insert(course);
    }
    hub().WatchCourse(shared_from_this(), who_->tenant, course);
    bool gone = false;
    {
      const std::lock_guard lock(mutex_);
      gone = closed_;
    }
    if (gone) hub().UnwatchCourse(*this, who_->tenant, course);
  }

  void UnwatchCourse(const std::string& course) {
    {
      const std::lock_guard lock(mutex_);
      if (courses_.erase(course) == 0) return;
    }
    hub().UnwatchCourse(*this, who_->tenant, course);
  }

  const ApiPtr api_;
  const std::shared_ptr<const Principal> who_;
  const std::string traceparent_;
  std::mutex mutex_;
  std::shared_ptr<Stream> stream_;
  bool closed_ = false;
  std::map<std::string, Viewer> watched_;
  std::set<std::string> courses_;
};

void WatchMany(const CallPtr& call) {
  const auto watcher =
      std::make_shared<ManyWatcher>(call->shared_api(), call->shared_who(), call->traceparent());
  http::StreamCallbacks callbacks;
  callbacks.on_message = [watcher](std::string_view text) { watcher->OnMessage(text); };
  callbacks.on_close = [watcher] { watcher->OnClose(); };
  const auto stream =
      call->responder().AcceptWebSocket(std::move(callbacks), Subprotocol(call->request()));
  watcher->Attach(stream);
  call->api().parts().guard->Add(stream, TokenOf(call->request()), call->shared_who());
}

}  // namespace

void AddEventRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "GET", "/v1/submissions/{id}/events", Action::kRead, &WatchOne);
  api->Add(router, "GET", "/v1/events", Action::kRead, &WatchMany);
}

}  // namespace assay::gateway
