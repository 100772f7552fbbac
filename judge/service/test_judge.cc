#include "judge/service/test_judge.h"

#include <grpcpp/grpcpp.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <thread>

#include "assay/judge/v1/judge.grpc.pb.h"
#include "assay/judge/v1/worker.grpc.pb.h"
#include "common/files.h"
#include "common/sha256.h"
#include "judge/queue/test_schema.h"

namespace assay::judge {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

namespace {

std::shared_ptr<grpc::Channel> Open(const std::string& target, const rpc::TlsFiles& tls) {
  rpc::ChannelOptions options;
  options.max_message_bytes = 64U << 20U;
  auto channel = rpc::Connect(target, "judge", tls, options);
  EXPECT_TRUE(channel.ok()) << channel.status().ToString();
  return channel.ok() ? *channel : nullptr;
}

void TarField(std::string& header, size_t at, size_t size, uint64_t value) {
  std::string digits(size - 1, '0');
  for (size_t i = size - 1; i-- > 0; value /= 8) digits[i] = static_cast<char>('0' + value % 8);
  header.replace(at, digits.size(), digits);
}

}  // namespace

bool Eventually(const std::function<bool()>& what) {
  const auto deadline = Clock::now() + seconds(30);
  while (Clock::now() < deadline) {
    if (what()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return what();
}

std::string TarOf(const std::filesystem::path& folder) {
  std::string tar;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string data = Must(ReadFile(entry.path()));
    std::string header(512, '\0');
    const std::string name = entry.path().lexically_relative(folder).string();
    header.replace(0, name.size(), name);
    TarField(header, 100, 8, 0644);
    TarField(header, 108, 8, 0);
    TarField(header, 116, 8, 0);
    TarField(header, 124, 12, data.size());
    TarField(header, 136, 12, 0);
    header.replace(148, 8, "        ");
    header[156] = '0';
    header.replace(257, 5, "ustar");
    header.replace(263, 2, "00");
    uint64_t sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    TarField(header, 148, 7, sum);
    header[154] = '\0';
    tar += header + data + std::string((512 - data.size() % 512) % 512, '\0');
  }
  return tar + std::string(1024, '\0');
}

// ---------------------------------------------------------------------------- blobs

Result<std::string> MemoryBlobs::Put(std::string_view tenant, std::string_view data) {
  if (down) return Unavailable("the blob store is down");
  const std::lock_guard lock(mutex_);
  const std::string sha256 = Sha256Hex(data);
  blobs_[std::string(tenant) + "/" + sha256] = std::string(data);
  return sha256;
}
Result<std::string> MemoryBlobs::Get(std::string_view tenant, std::string_view sha256) {
  if (down) return Unavailable("the blob store is down");
  const std::lock_guard lock(mutex_);
  const auto found = blobs_.find(std::string(tenant) + "/" + std::string(sha256));
  if (found == blobs_.end()) return NotFound("no such blob");
  return found->second;
}
Result<bool> MemoryBlobs::Has(std::string_view tenant, std::string_view sha256) {
  const auto blob = Get(tenant, sha256);
  if (!blob.ok() && blob.status().code() != StatusCode::kNotFound) return blob.status();
  return blob.ok();
}
Status MemoryBlobs::Delete(std::string_view tenant, std::string_view sha256) {
  const std::lock_guard lock(mutex_);
  blobs_.erase(std::string(tenant) + "/" + std::string(sha256));
  return OkStatus();
}
Status MemoryBlobs::List(std::string_view,
                         const std::function<Status(std::string_view, uint64_t)>&) {
  return OkStatus();
}

TestPki::TestPki() {
  folder_.emplace(std::move(*TempDir::Create("assay-judge-pki-")));
  authority_.emplace(std::move(*tls::CertificateAuthority::Create(folder_->path() / "pki")));
}

rpc::TlsFiles TestPki::Issue(const std::string& who) {
  std::string folder_name = who;
  std::replace(folder_name.begin(), folder_name.end(), '/', '-');
  const auto folder = folder_->path() / folder_name;
  tls::CertificateRequest request{.identity = tls::ParseIdentityName(who).value(),
                                  .lifetime = std::chrono::hours(1)};
  const auto issued = authority_->Issue(request);
  EXPECT_TRUE(issued.ok()) << issued.status().ToString();
  Must(tls::WriteCredentials(folder, *issued));
  return {folder / "tls.crt", folder / "tls.key", folder / "roots.crt", seconds(1)};
}

// ---------------------------------------------------------------------------- client

struct Client::State {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::JudgeService::Stub> stub;
};

Client::Client(const std::string& target, const rpc::TlsFiles& tls)
    : state_(std::make_unique<State>()) {
  state_->channel = Open(target, tls);
  state_->stub = v1::JudgeService::NewStub(state_->channel);
}
Client::~Client() = default;

template <typename Request, typename Response, typename Method>
Result<Response> Client::Call(Method method, const Request& request) {
  grpc::ClientContext context;
  rpc::SetDeadline(context, seconds(20));
  context.set_wait_for_ready(true);
  Response response;
  const Status status = rpc::FromGrpc((state_->stub.get()->*method)(&context, request, &response));
  retry_after_.clear();
  const auto& trailing = context.GetServerTrailingMetadata();
  if (const auto found = trailing.find("retry-after"); found != trailing.end()) {
    retry_after_ = std::string(found->second.data(), found->second.size());
  }
  if (!status.ok()) return status;
  return response;
}

#define ASSAY_CALL(Method, Request, Response)                                         \
  Result<v1::Response> Client::Method(const v1::Request& request) {                   \
    return Call<v1::Request, v1::Response>(&v1::JudgeService::Stub::Method, request); \
  }
ASSAY_CALL(GetProblem, GetProblemRequest, Problem)
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

// ---------------------------------------------------------------------------- fixture

std::unique_ptr<database::TestCluster> JudgeTest::cluster_;

void JudgeTest::SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
void JudgeTest::TearDownTestSuite() { cluster_.reset(); }

void JudgeTest::SetUp() {
  ASSERT_TRUE(cluster_->ok());
  options_.database = cluster_->NewDatabase();
  const auto admin = Must(database::Connection::Open(options_.database));
  ASSERT_NO_FATAL_FAILURE(MigrateForTest(*admin));
  trace::TracerOptions tracing;
  tracing.service = "assay-judge";
  tracer_ = std::make_unique<trace::Tracer>(tracing, log::Logger());
  options_.hub.lease = seconds(2);
  options_.hub.heartbeat = milliseconds(300);
  options_.upkeep.sweep = milliseconds(100);
  options_.upkeep.grace = milliseconds(500);
  options_.upkeep.poll = milliseconds(500);
  options_.upkeep.unqueued_age = milliseconds(500);
}

void JudgeTest::TearDown() {
  client_.reset();
  StopJudge();
}

void JudgeTest::StartJudge() {
  const auto logger = std::getenv("ASSAY_TEST_LOG") != nullptr
                          ? log::Logger::ToStderr({log::Level::kDebug, false, "judge"})
                          : log::Logger();
  JudgeParts parts{blobs_,
                   logger,
                   metrics_,
                   *tracer_,
                   [this](const Status& health) {
                     const std::lock_guard lock(health_mutex_);
                     health_ = health;
                   },
                   webhooks_};
  auto judge = JudgeServer::Start(options_, parts, pki_.Issue("judge"));
  ASSERT_TRUE(judge.ok()) << judge.status().ToString();
  judge_ = std::move(*judge);
  // The same port again after a restart: clients find it.
  options_.listen = "127.0.0.1:" + std::to_string(judge_->port());
  if (!client_) client_ = NewClient();
}
void JudgeTest::StopJudge() { judge_.reset(); }

Status JudgeTest::Health() {
  const std::lock_guard lock(health_mutex_);
  return health_;
}

std::unique_ptr<TestWorker> JudgeTest::NewWorker(const std::string& name) {
  return std::make_unique<TestWorker>(options_.listen, pki_.Issue("worker/" + name));
}
std::unique_ptr<Client> JudgeTest::NewClient(const std::string& who) {
  return std::make_unique<Client>(options_.listen, pki_.Issue(who));
}

v1::Caller JudgeTest::Student(const std::string& person) {
  v1::Caller caller;
  caller.set_tenant("t1");
  caller.set_person(person);
  return caller;
}
v1::Caller JudgeTest::Staff() {
  v1::Caller caller = Student("teacher");
  caller.set_staff(true);
  return caller;
}
v1::SubmitRequest JudgeTest::Noop(const std::string& key) {
  v1::SubmitRequest request;
  *request.mutable_caller() = Student();
  request.set_course("cs101");
  request.set_idempotency_key(key);
  request.mutable_noop();
  return request;
}
v1::Submission JudgeTest::Submit(const v1::SubmitRequest& request) {
  return Must(client_->Submit(request)).submission();
}
v1::Submission JudgeTest::Get(const std::string& id) {
  v1::GetSubmissionRequest request;
  *request.mutable_caller() = Staff();
  request.set_id(id);
  return Must(client_->GetSubmission(request));
}
std::string JudgeTest::GradedNoop(TestWorker& worker, const std::string& verdict, double score) {
  const std::string id = Submit(Noop()).id();
  worker.Credit(1);
  const v1::Leased leased = worker.WaitLease();
  EXPECT_EQ(leased.submission(), id);
  worker.Finish(leased.lease(), verdict, score);
  EXPECT_TRUE(worker.WaitAccepted().counted());
  return id;
}
v1::Problem JudgeTest::PutExample(const std::string& name, const std::string& problem) {
  v1::PutProblemRequest first;
  *first.mutable_caller() = Staff();
  first.set_id(problem);
  first.set_course("cs101");
  const char* source = std::getenv("ASSAY_SOURCE_DIR");
  EXPECT_NE(source, nullptr);
  return Must(client_->PutProblem(first, TarOf(std::filesystem::path(source) / "examples" / name)));
}

}  // namespace assay::judge
