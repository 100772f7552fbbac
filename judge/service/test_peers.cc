// Who speaks to the judge: a gateway, watchers, workers.
#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <thread>

#include "assay/judge/v1/authoring.grpc.pb.h"
#include "assay/judge/v1/judge.grpc.pb.h"
#include "assay/judge/v1/worker.grpc.pb.h"
#include "judge/service/test_judge.h"

namespace assay::judge {

using std::chrono::seconds;

namespace {

std::shared_ptr<grpc::Channel> Open(const std::string& target, const rpc::TlsFiles& tls) {
  rpc::ChannelOptions options;
  options.max_message_bytes = 64U << 20U;
  auto channel = rpc::Connect(target, "judge", tls, options);
  EXPECT_TRUE(channel.ok()) << channel.status().ToString();
  return channel.ok() ? *channel : nullptr;
}

}  // namespace

// ---------------------------------------------------------------------------- client

struct Client::State {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::JudgeService::Stub> stub;
  std::unique_ptr<v1::AuthoringService::Stub> authoring;
};

Client::Client(const std::string& target, const rpc::TlsFiles& tls)
    : state_(std::make_unique<State>()) {
  state_->channel = Open(target, tls);
  state_->stub = v1::JudgeService::NewStub(state_->channel);
  state_->authoring = v1::AuthoringService::NewStub(state_->channel);
}
Client::~Client() = default;

template <typename Request, typename Response, typename Stub, typename Method>
Result<Response> Client::Call(Stub& stub, Method method, const Request& request) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(20));
  context.set_wait_for_ready(true);
  Response response;
  const Status status = rpc::FromGrpc((stub.*method)(&context, request, &response));
  retry_after_.clear();
  const auto& trailing = context.GetServerTrailingMetadata();
  if (const auto found = trailing.find("retry-after"); found != trailing.end()) {
    retry_after_ = std::string(found->second.data(), found->second.size());
  }
  if (!status.ok()) return status;
  return response;
}

#define ASSAY_CALL_ON(Service, stub, Method, Request, Response)                                 \
  Result<v1::Response> Client::Method(const v1::Request& request) {                             \
    return Call<v1::Request, v1::Response>(*state_->stub, &v1::Service::Stub::Method, request); \
  }
#define ASSAY_CALL(Method, Request, Response) \
  ASSAY_CALL_ON(JudgeService, stub, Method, Request, Response)
ASSAY_CALL(GetProblem, GetProblemRequest, Problem)
ASSAY_CALL(GetProblemPage, GetProblemRequest, ProblemPage)
ASSAY_CALL(ListProblems, ListProblemsRequest, ListProblemsResponse)
ASSAY_CALL(Submit, SubmitRequest, SubmitResponse)
ASSAY_CALL(GetSubmission, GetSubmissionRequest, Submission)
ASSAY_CALL(ListSubmissions, ListSubmissionsRequest, ListSubmissionsResponse)
ASSAY_CALL(GetReport, GetReportRequest, GetReportResponse)
ASSAY_CALL(GetSource, GetSubmissionRequest, GetSourceResponse)
ASSAY_CALL(Cancel, CancelRequest, Submission)
ASSAY_CALL(StartRejudge, StartRejudgeRequest, Rejudge)
ASSAY_CALL(GetRejudge, GetRejudgeRequest, Rejudge)
ASSAY_CALL(ListRejudges, ListRejudgesRequest, ListRejudgesResponse)
ASSAY_CALL(CommitRejudge, GetRejudgeRequest, Rejudge)
ASSAY_CALL(UndoRejudge, GetRejudgeRequest, Rejudge)
ASSAY_CALL(CancelRejudge, GetRejudgeRequest, Rejudge)
ASSAY_CALL(ListChanges, ListChangesRequest, ListChangesResponse)
ASSAY_CALL(GetQueue, GetQueueRequest, QueueState)
ASSAY_CALL(ListDeadLetters, ListDeadLettersRequest, ListDeadLettersResponse)
ASSAY_CALL(ReviveDeadLetter, ReviveDeadLetterRequest, Submission)
ASSAY_CALL(ListWorkers, ListWorkersRequest, ListWorkersResponse)
ASSAY_CALL(SetWorker, SetWorkerRequest, Worker)
ASSAY_CALL(PutWebhook, PutWebhookRequest, Webhook)
ASSAY_CALL(ListWebhooks, ListWebhooksRequest, ListWebhooksResponse)
ASSAY_CALL(DeleteWebhook, DeleteWebhookRequest, DeleteWebhookResponse)
ASSAY_CALL(ListDeliveries, ListDeliveriesRequest, ListDeliveriesResponse)
ASSAY_CALL(ReplayDelivery, ReplayDeliveryRequest, Delivery)
#undef ASSAY_CALL
#define ASSAY_CALL(Method, Request, Response) \
  ASSAY_CALL_ON(AuthoringService, authoring, Method, Request, Response)
ASSAY_CALL(StartVerification, StartVerificationRequest, StartVerificationResponse)
ASSAY_CALL(GetVerification, GetVerificationRequest, Verification)
ASSAY_CALL(PutProblemFromGit, PutProblemFromGitRequest, PutProblemFromGitResponse)
ASSAY_CALL(GetProblemOrigin, GetProblemOriginRequest, ProblemOrigin)
#undef ASSAY_CALL
#undef ASSAY_CALL_ON

Result<v1::Problem> Client::PutProblem(v1::PutProblemRequest first, const std::string& archive) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(30));
  v1::Problem problem;
  const auto writer = state_->stub->PutProblem(&context, &problem);
  bool going = writer->Write(first);
  for (size_t at = 0; going && at < archive.size(); at += 100'000) {
    v1::PutProblemRequest piece;
    piece.set_data(archive.substr(at, 100'000));
    going = writer->Write(piece);
  }
  writer->WritesDone();
  const Status status = rpc::FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return problem;
}

// ---------------------------------------------------------------------------- events

struct EventReader::State {
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReader<v1::SubmissionEvent>> one;
  std::unique_ptr<grpc::ClientReaderWriter<v1::WatchManyRequest, v1::SubmissionEvent>> many;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<v1::SubmissionEvent> events;
  bool paused = false;
  std::optional<Status> end;

  void Loop() {
    v1::SubmissionEvent event;
    while (true) {
      {
        std::unique_lock lock(mutex);
        changed.wait(lock, [this] { return !paused; });
      }
      if (!(one ? one->Read(&event) : many->Read(&event))) break;
      const std::lock_guard lock(mutex);
      events.push_back(event);
      changed.notify_all();
    }
    const Status status = rpc::FromGrpc(one ? one->Finish() : many->Finish());
    const std::lock_guard lock(mutex);
    end = status;
    changed.notify_all();
  }
};

EventReader::EventReader(Client& client, const v1::WatchRequest& request)
    : state_(std::make_unique<State>()) {
  state_->one = client.state().stub->Watch(&state_->context, request);
  state_->thread = std::thread([s = state_.get()] { s->Loop(); });
}
EventReader::EventReader(Client& client) : state_(std::make_unique<State>()) {
  state_->many = client.state().stub->WatchMany(&state_->context);
  state_->thread = std::thread([s = state_.get()] { s->Loop(); });
}
EventReader::~EventReader() {
  Resume();
  state_->context.TryCancel();
  state_->thread.join();
}
void EventReader::Send(const v1::WatchManyRequest& request) {
  EXPECT_TRUE(state_->many->Write(request));
}
std::vector<v1::SubmissionEvent> EventReader::Events() {
  const std::lock_guard lock(state_->mutex);
  return state_->events;
}
Status EventReader::WaitForEnd() {
  std::unique_lock lock(state_->mutex);
  if (!state_->changed.wait_for(lock, seconds(30), [this] { return state_->end.has_value(); })) {
    return DeadlineExceeded("the stream did not end");
  }
  return *state_->end;
}
bool EventReader::WaitForState(v1::State state, const std::string& id) {
  std::unique_lock lock(state_->mutex);
  return state_->changed.wait_for(lock, seconds(30), [&] {
    return std::ranges::any_of(state_->events, [&](const v1::SubmissionEvent& e) {
      return e.has_snapshot() && e.snapshot().state() == state && (id.empty() || e.id() == id);
    });
  });
}
void EventReader::Pause() {
  const std::lock_guard lock(state_->mutex);
  state_->paused = true;
}
void EventReader::Resume() {
  const std::lock_guard lock(state_->mutex);
  state_->paused = false;
  state_->changed.notify_all();
}
void EventReader::Cancel() { state_->context.TryCancel(); }

// ---------------------------------------------------------------------------- worker

struct TestWorker::State {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::WorkerService::Stub> stub;
  grpc::ClientContext context;
  std::unique_ptr<grpc::ClientReaderWriter<v1::WorkerMessage, v1::JudgeMessage>> stream;
  std::thread reader;
  std::mutex mutex, write_mutex;
  std::condition_variable changed;
  std::deque<v1::JudgeMessage> messages;
  std::optional<Status> end;
  std::atomic<int> graded = 0;
  std::string automatic;  // verdict; empty: by hand
  std::map<int64_t, v1::LeaseId> unaccepted;
  int slots = 0;

  bool Write(const v1::WorkerMessage& message) {
    const std::lock_guard lock(write_mutex);
    return stream->Write(message);
  }
  bool SayFinished(const v1::LeaseId& lease) {
    v1::WorkerMessage said;
    *said.mutable_finished()->mutable_lease() = lease;
    said.mutable_finished()->mutable_result()->set_verdict(automatic);
    said.mutable_finished()->mutable_result()->set_score(automatic == "AC" ? 1 : 0);
    said.mutable_finished()->mutable_result()->set_max_score(1);
    return Write(said);
  }
  // Grades a lease at once; false: the stream is gone.
  bool Grade(const v1::LeaseId& lease) {
    ++graded;
    v1::WorkerMessage credit;
    credit.mutable_credit()->set_slots(slots);
    return SayFinished(lease) && Write(credit);
  }
  void Loop() {
    v1::JudgeMessage message;
    while (stream->Read(&message)) {
      std::unique_lock lock(mutex);
      if (!automatic.empty() && message.has_lease()) {
        unaccepted[message.lease().lease().job()] = message.lease().lease();
        lock.unlock();
        (void)Grade(message.lease().lease());
        continue;
      }
      if (!automatic.empty() && (message.has_accepted() || message.has_revoked())) {
        unaccepted.erase(message.has_accepted() ? message.accepted().lease().job()
                                                : message.revoked().lease().job());
        continue;
      }
      messages.push_back(message);
      changed.notify_all();
    }
    const Status status = rpc::FromGrpc(stream->Finish());
    const std::lock_guard lock(mutex);
    end = status;
    changed.notify_all();
  }
};

TestWorker::TestWorker(const std::string& target, const rpc::TlsFiles& tls)
    : state_(std::make_unique<State>()) {
  state_->channel = Open(target, tls);
  state_->stub = v1::WorkerService::NewStub(state_->channel);
  state_->context.set_wait_for_ready(true);
  state_->stream = state_->stub->Work(&state_->context);
  state_->reader = std::thread([s = state_.get()] { s->Loop(); });
}
TestWorker::~TestWorker() {
  Cut();
  state_->reader.join();
}
void TestWorker::Cut() { state_->context.TryCancel(); }
void TestWorker::Send(const v1::WorkerMessage& message) { (void)state_->Write(message); }
int TestWorker::graded() const { return state_->graded; }

namespace {

v1::WorkerMessage HelloMessage(int slots, const std::vector<v1::LeaseId>& held) {
  v1::WorkerMessage message;
  message.mutable_hello()->set_version("test");
  message.mutable_hello()->set_slots(slots);
  message.mutable_hello()->set_backend("native");
  for (const v1::LeaseId& lease : held) *message.mutable_hello()->add_held() = lease;
  return message;
}

}  // namespace

void TestWorker::Hello(int slots, const std::vector<v1::LeaseId>& held) {
  Send(HelloMessage(slots, held));
  WaitWelcome();
}
bool TestWorker::TryHello(int slots, const std::vector<v1::LeaseId>& held) {
  Send(HelloMessage(slots, held));
  std::unique_lock lock(state_->mutex);
  const auto welcome = [this] {
    return std::ranges::any_of(state_->messages,
                               [](const v1::JudgeMessage& m) { return m.has_welcome(); });
  };
  state_->changed.wait_for(lock, seconds(20), [&] { return state_->end || welcome(); });
  return !state_->end && welcome();
}
bool TestWorker::Ended() {
  const std::lock_guard lock(state_->mutex);
  return state_->end.has_value();
}
std::map<int64_t, v1::LeaseId> TestWorker::Unaccepted() {
  const std::lock_guard lock(state_->mutex);
  return state_->unaccepted;
}
void TestWorker::Credit(int slots) {
  v1::WorkerMessage message;
  message.mutable_credit()->set_slots(slots);
  Send(message);
}
void TestWorker::Automatic(int slots, const std::string& verdict,
                           const std::map<int64_t, v1::LeaseId>& unaccepted) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->automatic = verdict;
    state_->slots = slots;
    state_->unaccepted = unaccepted;
  }
  for (const auto& [job, lease] : unaccepted) (void)state_->SayFinished(lease);
  Credit(slots);
}
void TestWorker::Heartbeat(const std::vector<v1::LeaseId>& leases) {
  v1::WorkerMessage message;
  for (const v1::LeaseId& lease : leases) *message.mutable_heartbeat()->add_leases() = lease;
  Send(message);
}
void TestWorker::Event(const v1::LeaseId& lease, int sequence, const v1::TestDone& test) {
  v1::WorkerMessage message;
  *message.mutable_event()->mutable_lease() = lease;
  message.mutable_event()->mutable_event()->set_sequence(sequence);
  *message.mutable_event()->mutable_event()->mutable_test() = test;
  Send(message);
}
void TestWorker::Finish(const v1::LeaseId& lease, const v1::JobResult& result) {
  v1::WorkerMessage message;
  *message.mutable_finished()->mutable_lease() = lease;
  *message.mutable_finished()->mutable_result() = result;
  Send(message);
}
void TestWorker::Finish(const v1::LeaseId& lease, const std::string& verdict, double score) {
  v1::JobResult result;
  result.set_verdict(verdict);
  result.set_score(score);
  result.set_max_score(1);
  result.set_message("for instructors");
  result.set_student_message("for students");
  result.set_max_cpu_us(1234);
  result.set_elapsed_us(5000);
  Finish(lease, result);
}
void TestWorker::Fail(const v1::LeaseId& lease, const std::string& reason) {
  v1::WorkerMessage message;
  *message.mutable_failed()->mutable_lease() = lease;
  message.mutable_failed()->set_reason(reason);
  Send(message);
}
Result<std::string> TestWorker::PutBlob(const v1::LeaseId& lease, const std::string& data) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(20));
  v1::PutBlobResponse response;
  const auto writer = state_->stub->PutBlob(&context, &response);
  v1::PutBlobRequest request;
  *request.mutable_lease() = lease;
  request.set_data(data);
  writer->Write(request);
  writer->WritesDone();
  const Status status = rpc::FromGrpc(writer->Finish());
  if (!status.ok()) return status;
  return response.sha256();
}
Result<std::string> TestWorker::GetBlob(const v1::LeaseId& lease, const std::string& sha256) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(20));
  v1::GetBlobRequest request;
  request.set_sha256(sha256);
  *request.mutable_lease() = lease;
  const auto reader = state_->stub->GetBlob(&context, request);
  v1::BlobChunk chunk;
  std::string data;
  while (reader->Read(&chunk)) data += chunk.data();
  const Status status = rpc::FromGrpc(reader->Finish());
  if (!status.ok()) return status;
  return data;
}

std::optional<v1::JudgeMessage> TestWorker::Wait(int kind) {
  std::unique_lock lock(state_->mutex);
  auto found = state_->messages.end();
  const bool came = state_->changed.wait_for(lock, seconds(20), [&] {
    found = std::ranges::find_if(state_->messages, [&](const v1::JudgeMessage& m) {
      return static_cast<int>(m.message_case()) == kind;
    });
    return found != state_->messages.end() || state_->end.has_value();
  });
  if (!came || found == state_->messages.end()) {
    ADD_FAILURE() << "message " << kind << " did not come; the stream "
                  << (state_->end ? "ended: " + state_->end->ToString() : "goes on");
    return std::nullopt;
  }
  v1::JudgeMessage message = *found;
  state_->messages.erase(found);
  return message;
}
v1::Leased TestWorker::WaitLease() {
  const auto message = Wait(v1::JudgeMessage::kLease);
  return message ? message->lease() : v1::Leased();
}
v1::Accepted TestWorker::WaitAccepted() {
  const auto message = Wait(v1::JudgeMessage::kAccepted);
  return message ? message->accepted() : v1::Accepted();
}
v1::Revoked TestWorker::WaitRevoked() {
  const auto message = Wait(v1::JudgeMessage::kRevoked);
  return message ? message->revoked() : v1::Revoked();
}
v1::Quarantined TestWorker::WaitQuarantined() {
  const auto message = Wait(v1::JudgeMessage::kQuarantined);
  return message ? message->quarantined() : v1::Quarantined();
}
v1::Welcome TestWorker::WaitWelcome() {
  const auto message = Wait(v1::JudgeMessage::kWelcome);
  return message ? message->welcome() : v1::Welcome();
}
bool TestWorker::HasLease() {
  const std::lock_guard lock(state_->mutex);
  return std::ranges::any_of(state_->messages,
                             [](const v1::JudgeMessage& m) { return m.has_lease(); });
}
Status TestWorker::WaitForEnd() {
  std::unique_lock lock(state_->mutex);
  if (!state_->changed.wait_for(lock, seconds(20), [this] { return state_->end.has_value(); })) {
    return DeadlineExceeded("the stream did not end");
  }
  return *state_->end;
}

}  // namespace assay::judge
