#include "lms/gateway/test_services.h"

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <deque>
#include <map>
#include <mutex>
#include <set>

#include "assay/judge/v1/judge.grpc.pb.h"
#include "lms/gateway/test_identity.h"
#include "lms/gateway/test_similarity.h"

namespace assay::gateway {
namespace {

// ---------------------------------------------------------------------------- the judge

class FakeJudge;

class WatchStream final
    : public grpc::ServerBidiReactor<judge_v1::WatchManyRequest, judge_v1::SubmissionEvent> {
 public:
  explicit WatchStream(FakeJudge& judge) : judge_(judge) { StartRead(&incoming_); }
  void Send(const judge_v1::SubmissionEvent& event);
  void End(const grpc::Status& status);
  bool Watches(const std::string& id) const { return watched_.contains(id); }
  bool WatchesCourse(const std::string& course) const { return courses_.contains(course); }

 private:
  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnCancel() override { End(grpc::Status::CANCELLED); }
  void OnDone() override;
  FakeJudge& judge_;
  judge_v1::WatchManyRequest incoming_;
  std::mutex mutex_;
  std::deque<judge_v1::SubmissionEvent> queue_;
  bool writing_ = false, ended_ = false;
  std::set<std::string> watched_, courses_;
  friend class FakeJudge;
};

class FakeJudge final : public judge_v1::JudgeService::CallbackService {
 public:
  struct Entry {
    judge_v1::Submission submission;
    judge_v1::SubmitRequest request;
    std::vector<judge_v1::SubmissionEvent> events;
  };

  FakeJudge() {
    for (const auto& [id, course] : std::map<std::string, std::string>{
             {"sum", "algo"}, {"open", ""}, {"cells", "bio"}, {"full", "algo"}, {"slow", "algo"}}) {
      judge_v1::Problem problem;
      problem.set_id(id);
      problem.set_course(course);
      problem.set_version(1);
      problem.set_title("The problem " + id);
      *problem.mutable_created_at() = TimeUtil::GetCurrentTime();
      problems_[id] = problem;
    }
  }

  Unary* Submit(Context* context, const judge_v1::SubmitRequest* request,
                judge_v1::SubmitResponse* answer) override {
    if (away) return Away(context);
    const std::lock_guard lock(mutex);
    last_submit = *request;
    if (request->problem() == "slow") return context->DefaultReactor();
    if (request->problem() == "full") {
      context->AddTrailingMetadata("retry-after", "7");
      return Answer(context, Fail(grpc::StatusCode::RESOURCE_EXHAUSTED, "the queue is full"));
    }
    if (request->files_size() > 0 && request->files(0).path() == "../x")
      return Answer(context,
                    Fail(grpc::StatusCode::INVALID_ARGUMENT, "files: paths leave no folder"));
    const std::string key = request->caller().person() + "/" + request->idempotency_key();
    const auto known = keys_.find(key);
    if (!request->idempotency_key().empty() && known != keys_.end()) {
      Entry& entry = entries.at(known->second);
      if (entry.request.files(0).data() != request->files(0).data())
        return Answer(context, Fail(grpc::StatusCode::ALREADY_EXISTS,
                                    "the idempotency key stands for another submission"));
      *answer->mutable_submission() = entry.submission;
      return Answer(context);
    }
    Entry entry = Make(*request);
    const std::string id = entry.submission.id();
    if (!request->idempotency_key().empty()) keys_[key] = id;
    *answer->mutable_submission() = entry.submission;
    answer->set_created(true);
    entries[id] = std::move(entry);
    return Answer(context);
  }

  Unary* GetSubmission(Context* context, const judge_v1::GetSubmissionRequest* request,
                       judge_v1::Submission* answer) override {
    if (away) return Away(context);
    const std::lock_guard lock(mutex);
    const Entry* const entry = Find(request->caller(), request->id());
    if (entry == nullptr) return Missing(context, request->id());
    *answer = entry->submission;
    return Answer(context);
  }
  Unary* ListSubmissions(Context* context, const judge_v1::ListSubmissionsRequest* request,
                         judge_v1::ListSubmissionsResponse* answer) override {
    const std::lock_guard lock(mutex);
    const int size = request->page_size() == 0 ? 50 : request->page_size();
    for (auto it = entries.rbegin(); it != entries.rend(); ++it) {
      const auto& one = it->second.submission;
      if (!request->page_token().empty() && it->first >= request->page_token()) continue;
      if (!request->caller().staff() && one.person() != request->caller().person()) continue;
      if (!request->filter().course().empty() && one.course() != request->filter().course())
        continue;
      if (answer->submissions_size() == size) {
        answer->set_next_page_token(answer->submissions(size - 1).id());
        break;
      }
      *answer->add_submissions() = one;
    }
    return Answer(context);
  }
  Unary* GetReport(Context* context, const judge_v1::GetReportRequest* request,
                   judge_v1::GetReportResponse* answer) override {
    const std::lock_guard lock(mutex);
    const Entry* const entry = Find(request->caller(), request->id());
    if (entry == nullptr) return Missing(context, request->id());
    if (!entry->submission.has_result())
      return Answer(context, Fail(grpc::StatusCode::FAILED_PRECONDITION, "not graded yet"));
    const bool html = request->format() == "html";
    if (html && request->viewer() != "instructor")
      return Answer(context, Fail(grpc::StatusCode::PERMISSION_DENIED, "for instructors"));
    answer->set_media_type(html ? "text/html; charset=utf-8" : "application/json");
    answer->set_data(html ? "<!doctype html><title>Report</title>"
                          : "{\"viewer\":\"" + request->viewer() + "\"}");
    return Answer(context);
  }
  Unary* GetSource(Context* context, const judge_v1::GetSubmissionRequest* request,
                   judge_v1::GetSourceResponse* answer) override {
    const std::lock_guard lock(mutex);
    const Entry* const entry = Find(request->caller(), request->id());
    if (entry == nullptr) return Missing(context, request->id());
    *answer->mutable_files() = entry->request.files();
    if (entry->request.has_edits()) *answer->mutable_edits() = entry->request.edits();
    return Answer(context);
  }
  Unary* Cancel(Context* context, const judge_v1::CancelRequest* request,
                judge_v1::Submission* answer) override {
    const std::lock_guard lock(mutex);
    Entry* const entry = Find(request->caller(), request->id());
    if (entry == nullptr) return Missing(context, request->id());
    entry->submission.set_state(judge_v1::STATE_CANCELLED);
    *answer = entry->submission;
    return Answer(context);
  }

  Unary* GetProblem(Context* context, const judge_v1::GetProblemRequest* request,
                    judge_v1::Problem* answer) override {
    if (away) return Away(context);
    const std::lock_guard lock(mutex);
    const auto found = problems_.find(request->id());
    if (found == problems_.end()) return Missing(context, request->id());
    *answer = found->second;
    return Answer(context);
  }
  Unary* GetProblemPage(Context* context, const judge_v1::GetProblemRequest* request,
                        judge_v1::ProblemPage* answer) override {
    if (away) return Away(context);
    const std::lock_guard lock(mutex);
    const auto found = problems_.find(request->id());
    if (found == problems_.end()) return Missing(context, request->id());
    *answer->mutable_problem() = found->second;
    answer->set_statement("# A *problem*\n");
    answer->set_group_size(1);
    judge_v1::ProblemPage::PartInfo& part = *answer->add_parts();
    part.set_name("main");
    part.set_kind("standard_io");
    part.set_time_limit_ms(1000);
    part.add_languages("python");
    judge_v1::ProblemPage::Sample& sample = *answer->add_samples();
    sample.set_name("1");
    sample.set_input("\xff\n");
    judge_v1::ProblemPage::GivenFile& file = *answer->add_files();
    file.set_path("start.py");
    file.set_data("\xff\n");
    file.set_editable(true);
    judge_v1::ProblemPage::LateStep& late = *answer->add_late();
    late.set_up_to_seconds(86400);
    late.set_factor(0.5);
    answer->add_rubric()->set_name("style");
    return Answer(context);
  }
  Unary* ListProblems(Context* context, const judge_v1::ListProblemsRequest* request,
                      judge_v1::ListProblemsResponse* answer) override {
    const std::lock_guard lock(mutex);
    for (const auto& [id, problem] : problems_)
      if (request->course().empty() || problem.course() == request->course())
        *answer->add_problems() = problem;
    return Answer(context);
  }
  grpc::ServerReadReactor<judge_v1::PutProblemRequest>* PutProblem(
      Context*, judge_v1::Problem* answer) override {
    class Upload final : public grpc::ServerReadReactor<judge_v1::PutProblemRequest> {
     public:
      Upload(FakeJudge& judge, judge_v1::Problem* answer) : judge_(judge), answer_(answer) {
        StartRead(&request_);
      }
      void OnReadDone(bool ok) override {
        if (ok) {
          if (first_.id().empty()) first_ = request_;
          bytes_ += request_.data();
          return StartRead(&request_);
        }
        if (bytes_ == "broken")
          return Finish(Fail(grpc::StatusCode::INVALID_ARGUMENT, "assignment.yaml:3: no title"));
        const std::lock_guard lock(judge_.mutex);
        judge_v1::Problem& problem = judge_.problems_[first_.id()];
        problem.set_id(first_.id());
        problem.set_course(first_.course());
        problem.set_version(problem.version() + 1);
        problem.set_title(std::to_string(bytes_.size()) + " bytes");
        *answer_ = problem;
        Finish(grpc::Status::OK);
      }
      void OnDone() override { delete this; }

     private:
      FakeJudge& judge_;
      judge_v1::Problem* const answer_;
      judge_v1::PutProblemRequest request_, first_;
      std::string bytes_;
    };
    return new Upload(*this, answer);
  }

  Unary* StartRejudge(Context* context, const judge_v1::StartRejudgeRequest* request,
                      judge_v1::Rejudge* answer) override {
    const std::lock_guard lock(mutex);
    rejudge_.set_id("r1");
    rejudge_.set_reason(request->reason());
    rejudge_.set_started_by(request->caller().person());
    rejudge_.set_total(1);
    rejudge_.set_done(1);
    rejudge_.set_state(judge_v1::REJUDGE_STATE_READY);
    rejudge_.clear_changes();
    auto& change = *rejudge_.add_changes();
    change.set_submission("s1");
    change.mutable_before()->set_verdict("WA");
    change.mutable_after()->set_verdict("AC");
    *answer = rejudge_;
    return Answer(context);
  }
  Unary* GetRejudge(Context* context, const judge_v1::GetRejudgeRequest* request,
                    judge_v1::Rejudge* answer) override {
    return ChangeRejudge(context, *request, *answer, rejudge_.state());
  }
  Unary* ListRejudges(Context* context, const judge_v1::ListRejudgesRequest*,
                      judge_v1::ListRejudgesResponse* answer) override {
    const std::lock_guard lock(mutex);
    if (!rejudge_.id().empty()) *answer->add_rejudges() = rejudge_;
    return Answer(context);
  }
  Unary* CommitRejudge(Context* context, const judge_v1::GetRejudgeRequest* request,
                       judge_v1::Rejudge* answer) override {
    return ChangeRejudge(context, *request, *answer, judge_v1::REJUDGE_STATE_COMMITTED);
  }
  Unary* UndoRejudge(Context* context, const judge_v1::GetRejudgeRequest* request,
                     judge_v1::Rejudge* answer) override {
    return ChangeRejudge(context, *request, *answer, judge_v1::REJUDGE_STATE_UNDONE);
  }
  Unary* CancelRejudge(Context* context, const judge_v1::GetRejudgeRequest* request,
                       judge_v1::Rejudge* answer) override {
    return ChangeRejudge(context, *request, *answer, judge_v1::REJUDGE_STATE_CANCELLED);
  }

  Unary* GetQueue(Context* context, const judge_v1::GetQueueRequest*,
                  judge_v1::QueueState* answer) override {
    for (int i = 0; i < 4; ++i) answer->add_classes()->set_class_(static_cast<judge_v1::Class>(i));
    return Answer(context);
  }
  Unary* ListWorkers(Context* context, const judge_v1::ListWorkersRequest*,
                     judge_v1::ListWorkersResponse* answer) override {
    *answer->add_workers() = Worker("w1");
    return Answer(context);
  }
  Unary* SetWorker(Context* context, const judge_v1::SetWorkerRequest* request,
                   judge_v1::Worker* answer) override {
    if (request->name() != "w1") return Missing(context, request->name());
    *answer = Worker("w1");
    answer->set_draining(request->action() == judge_v1::SetWorkerRequest::ACTION_DRAIN);
    if (request->action() == judge_v1::SetWorkerRequest::ACTION_QUARANTINE)
      answer->set_quarantined(request->reason());
    return Answer(context);
  }
  Unary* ListDeadLetters(Context* context, const judge_v1::ListDeadLettersRequest*,
                         judge_v1::ListDeadLettersResponse* answer) override {
    auto& letter = *answer->add_dead_letters();
    letter.set_submission("s1");
    letter.set_attempts(3);
    letter.set_reason("the worker died");
    *letter.mutable_died_at() = TimeUtil::GetCurrentTime();
    answer->set_next_page_token("more");
    return Answer(context);
  }
  Unary* ReviveDeadLetter(Context* context, const judge_v1::ReviveDeadLetterRequest* request,
                          judge_v1::Submission* answer) override {
    const std::lock_guard lock(mutex);
    const Entry* const entry = Find(request->caller(), request->submission());
    if (entry == nullptr) return Missing(context, request->submission());
    *answer = entry->submission;
    return Answer(context);
  }

  Unary* PutWebhook(Context* context, const judge_v1::PutWebhookRequest* request,
                    judge_v1::Webhook* answer) override {
    const std::lock_guard lock(mutex);
    judge_v1::Webhook webhook;
    webhook.set_id("h" + std::to_string(webhooks_.size() + 1));
    webhook.set_url(request->url());
    webhook.set_course(request->course());
    webhook.add_events("submission.finished");
    *webhook.mutable_created_at() = TimeUtil::GetCurrentTime();
    webhooks_.push_back(webhook);
    *answer = webhook;
    answer->set_secret("whsec");
    return Answer(context);
  }
  Unary* ListWebhooks(Context* context, const judge_v1::ListWebhooksRequest*,
                      judge_v1::ListWebhooksResponse* answer) override {
    const std::lock_guard lock(mutex);
    for (const auto& webhook : webhooks_) *answer->add_webhooks() = webhook;
    return Answer(context);
  }
  Unary* DeleteWebhook(Context* context, const judge_v1::DeleteWebhookRequest* request,
                       judge_v1::DeleteWebhookResponse*) override {
    const std::lock_guard lock(mutex);
    std::erase_if(webhooks_, [&](const auto& one) { return one.id() == request->id(); });
    return Answer(context);
  }
  Unary* ListDeliveries(Context* context, const judge_v1::ListDeliveriesRequest* request,
                        judge_v1::ListDeliveriesResponse* answer) override {
    *answer->add_deliveries() = Delivery(request->webhook());
    return Answer(context);
  }
  Unary* ReplayDelivery(Context* context, const judge_v1::ReplayDeliveryRequest*,
                        judge_v1::Delivery* answer) override {
    *answer = Delivery("h1");
    answer->set_state("waiting");
    return Answer(context);
  }

  grpc::ServerBidiReactor<judge_v1::WatchManyRequest, judge_v1::SubmissionEvent>* WatchMany(
      Context*) override {
    auto* const stream = new WatchStream(*this);
    const std::lock_guard lock(mutex);
    streams.insert(stream);
    return stream;
  }

  void OnWatch(WatchStream& stream, const judge_v1::WatchManyRequest& request) {
    const std::lock_guard lock(mutex);
    ++watch_requests;
    if (request.has_watch_course()) stream.courses_.insert(request.watch_course().course());
    if (request.has_unwatch_course()) stream.courses_.erase(request.unwatch_course());
    if (request.has_unwatch()) stream.watched_.erase(request.unwatch());
    if (!request.has_watch()) return;
    const std::string& id = request.watch().id();
    const auto found = entries.find(id);
    judge_v1::SubmissionEvent event;
    event.set_id(id);
    if (found == entries.end()) {
      event.mutable_error()->set_code(5);
      event.mutable_error()->set_message("no submission " + id);
      return stream.Send(event);
    }
    if (!stream.watched_.insert(id).second) return;
    event.set_sequence(request.watch().after());
    *event.mutable_snapshot() = found->second.submission;
    const bool ended = found->second.submission.has_result();
    if (!ended) stream.Send(event);
    for (const auto& past : found->second.events)
      if (past.sequence() > request.watch().after()) stream.Send(past);
    if (!ended) return;
    stream.watched_.erase(id);
    event.set_sequence(std::max<int64_t>(request.watch().after(),
                                         static_cast<int64_t>(found->second.events.size())));
    stream.Send(event);
  }

  void Publish(const std::string& id, judge_v1::SubmissionEvent event) {  // with the lock
    Entry& entry = entries.at(id);
    event.set_id(id);
    event.set_course(entry.submission.course());
    event.set_sequence(static_cast<int64_t>(entry.events.size()) + 1);
    *event.mutable_at() = TimeUtil::GetCurrentTime();
    entry.events.push_back(event);
    for (WatchStream* stream : streams) {
      if (stream->Watches(id) ||
          (event.has_snapshot() && stream->WatchesCourse(entry.submission.course())))
        stream->Send(event);
      if (event.has_snapshot() && event.snapshot().has_result()) stream->watched_.erase(id);
    }
  }

  std::mutex mutex;
  std::map<std::string, Entry> entries;
  std::set<WatchStream*> streams;
  judge_v1::SubmitRequest last_submit;
  std::atomic<bool> away{false};
  std::atomic<int> watch_requests{0};

 private:
  static Unary* Away(Context* context) {
    return Answer(context, Fail(grpc::StatusCode::UNAVAILABLE, "away"));
  }
  static Unary* Missing(Context* context, const std::string& what) {
    return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "there is no " + what));
  }
  Entry* Find(const judge_v1::Caller& caller, const std::string& id) {
    const auto found = entries.find(id);
    if (found == entries.end()) return nullptr;
    if (!caller.staff() && found->second.submission.person() != caller.person()) return nullptr;
    return &found->second;
  }
  Entry Make(const judge_v1::SubmitRequest& request) {
    Entry entry;
    entry.request = request;
    judge_v1::Submission& s = entry.submission;
    s.set_id("s" + std::to_string(entries.size() + 1));
    s.set_tenant("t1");
    s.set_problem(request.problem());
    s.set_problem_version(1);
    const auto problem = problems_.find(request.problem());
    s.set_course(problem == problems_.end() ? request.course() : problem->second.course());
    s.set_person(request.caller().person());
    s.set_language(request.language());
    s.set_class_(request.class_());
    s.set_judgement(1);
    *s.mutable_created_at() = TimeUtil::GetCurrentTime();
    return entry;
  }
  Unary* ChangeRejudge(Context* context, const judge_v1::GetRejudgeRequest& request,
                       judge_v1::Rejudge& answer, judge_v1::RejudgeState state) {
    const std::lock_guard lock(mutex);
    if (request.id() != rejudge_.id() || request.id().empty())
      return Missing(context, request.id());
    rejudge_.set_state(state);
    answer = rejudge_;
    return Answer(context);
  }
  static judge_v1::Worker Worker(const std::string& name) {
    judge_v1::Worker worker;
    worker.set_name(name);
    worker.set_slots(2);
    *worker.mutable_last_seen() = TimeUtil::GetCurrentTime();
    (*worker.mutable_images())["python3"] = "sha256:abc";
    return worker;
  }
  static judge_v1::Delivery Delivery(const std::string& webhook) {
    judge_v1::Delivery delivery;
    delivery.set_id("d1");
    delivery.set_webhook(webhook);
    delivery.set_url("https://example.org/hook");
    delivery.set_event("submission.finished");
    delivery.set_state("delivered");
    delivery.set_last_status(204);
    *delivery.mutable_created_at() = TimeUtil::GetCurrentTime();
    return delivery;
  }
  std::map<std::string, judge_v1::Problem> problems_;
  std::map<std::string, std::string> keys_;
  judge_v1::Rejudge rejudge_;
  std::vector<judge_v1::Webhook> webhooks_;
};

void WatchStream::Send(const judge_v1::SubmissionEvent& event) {
  const std::lock_guard lock(mutex_);
  if (ended_) return;
  queue_.push_back(event);
  if (std::exchange(writing_, true)) return;
  StartWrite(&queue_.front());
}
void WatchStream::OnWriteDone(bool ok) {
  const std::lock_guard lock(mutex_);
  queue_.pop_front();
  writing_ = false;
  if (!ok || ended_ || queue_.empty()) return;
  writing_ = true;
  StartWrite(&queue_.front());
}
void WatchStream::OnReadDone(bool ok) {
  if (!ok) return End(grpc::Status::OK);
  judge_.OnWatch(*this, incoming_);
  incoming_.Clear();
  StartRead(&incoming_);
}
void WatchStream::End(const grpc::Status& status) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(ended_, true)) return;
  }
  Finish(status);
}
void WatchStream::OnDone() {
  {
    const std::lock_guard lock(judge_.mutex);
    judge_.streams.erase(this);
  }
  delete this;
}

}  // namespace

std::string TestToken(const std::string& name) {
  return "assay_" + name + std::string(43 - name.size(), 'x');
}

struct TestServices::State {
  FakeIdentity identity;
  FakeJudge judge;
  std::unique_ptr<grpc::Service> similarity = MakeTestSimilarity();
  std::unique_ptr<grpc::Server> server;
  int port = 0;
};

TestServices::TestServices() : state_(std::make_unique<State>()) {
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &state_->port);
  builder.RegisterService(&state_->identity);
  builder.RegisterService(&state_->judge);
  builder.RegisterService(state_->similarity.get());
  state_->server = builder.BuildAndStart();
}

TestServices::~TestServices() {
  state_->server->Shutdown(std::chrono::system_clock::now());
  state_->server->Wait();
}

std::shared_ptr<grpc::Channel> TestServices::judge_channel() {
  return grpc::CreateChannel("127.0.0.1:" + std::to_string(state_->port),
                             grpc::InsecureChannelCredentials());
}
std::shared_ptr<grpc::Channel> TestServices::identity_channel() { return judge_channel(); }
std::shared_ptr<grpc::Channel> TestServices::plagiarism_channel() { return judge_channel(); }

void TestServices::Publish(const std::string& id, judge_v1::SubmissionEvent event) {
  const std::lock_guard lock(state_->judge.mutex);
  state_->judge.Publish(id, std::move(event));
}

void TestServices::Finish(const std::string& id) {
  const std::lock_guard lock(state_->judge.mutex);
  judge_v1::Submission& s = state_->judge.entries.at(id).submission;
  s.set_state(judge_v1::STATE_DONE);
  *s.mutable_finished_at() = TimeUtil::GetCurrentTime();
  s.mutable_result()->set_verdict("AC");
  s.mutable_result()->set_score(1);
  s.mutable_result()->set_max_score(1);
  judge_v1::SubmissionEvent event;
  *event.mutable_snapshot() = s;
  state_->judge.Publish(id, event);
}

void TestServices::BreakStreams() {
  std::set<WatchStream*> streams;
  {
    const std::lock_guard lock(state_->judge.mutex);
    streams = state_->judge.streams;
  }
  for (WatchStream* stream : streams)
    stream->End(Fail(grpc::StatusCode::UNAVAILABLE, "broken on purpose"));
}

void TestServices::SetAway(bool away) { state_->judge.away = away; }
int TestServices::authentications() const { return state_->identity.authentications; }
void TestServices::SetConsent(const std::string& purpose, bool granted) {
  const std::lock_guard lock(state_->identity.consents_mutex);
  state_->identity.consents[purpose] = granted;
}
judge_v1::SubmitRequest TestServices::last_submit() const {
  const std::lock_guard lock(state_->judge.mutex);
  return state_->judge.last_submit;
}
int TestServices::watch_requests() const { return state_->judge.watch_requests; }
int TestServices::decision() const { return state_->identity.device.decision; }

}  // namespace assay::gateway
