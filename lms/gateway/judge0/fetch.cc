#include "lms/gateway/judge0/fetch.h"

#include <utility>

#include "lms/gateway/callers.h"

namespace assay::gateway::judge0 {
namespace {

constexpr int kPage = 200;
constexpr std::chrono::seconds kLongestWait{60};
constexpr const char* kWatchPath = "/assay.judge.v1.JudgeService/Watch";

// What a submission lacks without being wrong: it has not ended, it was no run.
bool IsMissing(const Reply& reply) {
  return reply.status.code() == StatusCode::kNotFound ||
         reply.status.code() == StatusCode::kFailedPrecondition;
}

// The calls that make up one submission's parts.
class OneFetch : public std::enable_shared_from_this<OneFetch> {
 public:
  OneFetch(CallPtr call, std::string id, const Fields& fields, PartsDone done)
      : call_(std::move(call)),
        id_(std::move(id)),
        needs_run_(fields.needs_run),
        needs_work_(fields.needs_work),
        done_(std::move(done)) {}

  void Start() {
    if (id_.empty()) return done_({NotFound("no such submission"), 0}, parts_);
    ResolveCaller(call_->api(), call_->shared_who(), call_->Upstream(), Action::kReadOthers, id_,
                  [self = shared_from_this()](const Reply& reply, const judge_v1::Caller& caller) {
                    if (!reply.ok()) return self->done_(reply, self->parts_);
                    self->caller_ = caller;
                    self->GetSubmission();
                  });
  }

 private:
  judge_v1::GetSubmissionRequest Request() const {
    judge_v1::GetSubmissionRequest request;
    *request.mutable_caller() = caller_;
    request.set_id(id_);
    return request;
  }
  void GetSubmission() {
    call_->api().judge().Call(
        methods::kGetSubmission, Request(), call_->Upstream(),
        [self = shared_from_this()](const Reply& reply, judge_v1::Submission& submission) {
          if (!reply.ok()) return self->done_(reply, self->parts_);
          self->parts_.submission = std::move(submission);
          self->GetRun();
        });
  }
  void GetRun() {
    if (!needs_run_ || parts_.submission.state() != judge_v1::STATE_DONE) return GetWork();
    judge_v1::GetReportRequest request;
    *request.mutable_caller() = caller_;
    request.set_id(id_);
    request.set_viewer("student_before_due");
    request.set_format("run");
    call_->api().judge().Call(
        methods::kGetReport, request, call_->Upstream(),
        [self = shared_from_this()](const Reply& reply, judge_v1::GetReportResponse& response) {
          if (!reply.ok() && !IsMissing(reply)) return self->done_(reply, self->parts_);
          if (reply.ok()) {
            self->parts_.run =
                std::make_shared<judge_v1::RunOutcome>(std::move(*response.mutable_run()));
          }
          self->GetWork();
        });
  }
  void GetWork() {
    if (!needs_work_) return done_({}, parts_);
    call_->api().judge().Call(
        methods::kGetSource, Request(), call_->Upstream(),
        [self = shared_from_this()](const Reply& reply, judge_v1::GetSourceResponse& response) {
          if (!reply.ok() && !IsMissing(reply)) return self->done_(reply, self->parts_);
          if (reply.ok() && response.has_run()) {
            self->parts_.work =
                std::make_shared<judge_v1::RunWork>(std::move(*response.mutable_run()));
          }
          self->done_({}, self->parts_);
        });
  }

  const CallPtr call_;
  const std::string id_;
  const bool needs_run_, needs_work_;
  const PartsDone done_;
  judge_v1::Caller caller_;
  Parts parts_;
};

class ManyFetch : public std::enable_shared_from_this<ManyFetch> {
 public:
  ManyFetch(CallPtr call, std::vector<std::string> ids, Fields fields, ManyDone done)
      : call_(std::move(call)),
        ids_(std::move(ids)),
        fields_(std::move(fields)),
        done_(std::move(done)) {}

  void Next() {
    if (found_.size() == ids_.size()) return done_({}, found_);
    Fetch(call_, ids_[found_.size()], fields_,
          [self = shared_from_this()](const Reply& reply, const Parts& parts) {
            if (!reply.ok() && !IsMissing(reply)) return self->done_(reply, self->found_);
            self->found_.push_back(reply.ok() ? std::optional(parts) : std::nullopt);
            self->Next();
          });
  }

 private:
  const CallPtr call_;
  const std::vector<std::string> ids_;
  const Fields fields_;
  const ManyDone done_;
  std::vector<std::optional<Parts>> found_;
};

class RunsFetch : public std::enable_shared_from_this<RunsFetch> {
 public:
  RunsFetch(CallPtr call, size_t most, RunsDone done)
      : call_(std::move(call)), most_(most), done_(std::move(done)) {
    *request_.mutable_caller() = CallerOf(call_->who(), false);
    request_.set_page_size(kPage);
  }

  void Next() {
    call_->api().judge().Call(
        methods::kListSubmissions, request_, call_->Upstream(),
        [self = shared_from_this()](const Reply& reply, judge_v1::ListSubmissionsResponse& page) {
          self->Take(reply, page);
        });
  }

 private:
  void Take(const Reply& reply, judge_v1::ListSubmissionsResponse& page) {
    if (!reply.ok()) return done_(reply, runs_);
    seen_ += static_cast<size_t>(page.submissions_size());
    for (judge_v1::Submission& submission : *page.mutable_submissions()) {
      if (submission.problem().empty()) runs_.push_back(std::move(submission));
    }
    if (page.next_page_token().empty() || seen_ >= most_) return done_({}, runs_);
    request_.set_page_token(page.next_page_token());
    Next();
  }

  const CallPtr call_;
  const size_t most_;
  const RunsDone done_;
  judge_v1::ListSubmissionsRequest request_;
  std::vector<judge_v1::Submission> runs_;
  size_t seen_ = 0;
};

}  // namespace

void Fetch(const CallPtr& call, const std::string& id, const Fields& fields, PartsDone done) {
  std::make_shared<OneFetch>(call, id, fields, std::move(done))->Start();
}

void FetchMany(const CallPtr& call, std::vector<std::string> ids, const Fields& fields,
               ManyDone done) {
  std::make_shared<ManyFetch>(call, std::move(ids), fields, std::move(done))->Next();
}

void ListRuns(const CallPtr& call, size_t most, RunsDone done) {
  std::make_shared<RunsFetch>(call, most, std::move(done))->Next();
}

void WaitForEnd(const CallPtr& call, const std::string& id, std::function<void()> done) {
  judge_v1::WatchRequest request;
  *request.mutable_caller() = CallerOf(call->who(), false);
  request.set_id(id);
  request.set_viewer("student_before_due");
  CallOptions options = call->Upstream();
  options.timeout = kLongestWait;
  // The judge ends the stream after the last event, and gRPC after the timeout; whichever it is,
  // what the submission has come to is asked for afterwards.
  UpstreamHandlers handlers;
  handlers.on_message = [](const std::string&) {};
  handlers.on_end = [done = std::move(done)](const Reply&) { done(); };
  const auto stream = call->api().judge().Open(kWatchPath, options, std::move(handlers));
  stream->Write(request);
  stream->WritesDone();
}

}  // namespace assay::gateway::judge0
