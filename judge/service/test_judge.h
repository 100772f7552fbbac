#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "assay/judge/v1/authoring.pb.h"
#include "assay/judge/v1/judge.pb.h"
#include "assay/judge/v1/worker.pb.h"
#include "common/blobs/blob_store.h"
#include "common/database/test_cluster.h"
#include "common/rpc/rpc.h"
#include "common/status.h"
#include "common/tls/authority.h"
#include "judge/service/server.h"

// For tests: a judge on a private PostgreSQL, callers and workers that speak to it over mutual TLS.
// gRPC's headers stay in test_peers.cc.
namespace assay::judge {

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return result.ok() ? std::move(result).value() : T{};
}
inline void Must(const Status& status) { EXPECT_TRUE(status.ok()) << status.ToString(); }

// Until `what` holds; a failure of the test after 30 s.
bool Eventually(const std::function<bool()>& what);

// Blobs in memory; `down` makes every call kUnavailable.
class MemoryBlobs final : public blobs::BlobStore {
 public:
  Result<std::string> Put(std::string_view tenant, std::string_view data) override;
  Result<std::string> Get(std::string_view tenant, std::string_view sha256) override;
  Result<bool> Has(std::string_view tenant, std::string_view sha256) override;
  Status Delete(std::string_view tenant, std::string_view sha256) override;
  Status List(std::string_view tenant,
              const std::function<Status(std::string_view, uint64_t)>& each) override;
  std::atomic<bool> down = false;

 private:
  std::mutex mutex_;
  std::map<std::string, std::string> blobs_;
};

class TestPki {
 public:
  TestPki();
  rpc::TlsFiles Issue(const std::string& who);  // "judge", "worker/w1"; thread-safe

 private:
  std::optional<TempDir> folder_;
  std::optional<tls::CertificateAuthority> authority_;
  std::atomic<int> issued_ = 0;
};

// Calls of the gateway.
class Client {
 public:
  Client(const std::string& target, const rpc::TlsFiles& tls);
  ~Client();

#define ASSAY_CALL(Method, Request, Response) \
  Result<v1::Response> Method(const v1::Request& request);
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
  ASSAY_CALL(StartVerification, StartVerificationRequest, StartVerificationResponse)
  ASSAY_CALL(GetVerification, GetVerificationRequest, Verification)
  ASSAY_CALL(PutProblemFromGit, PutProblemFromGitRequest, PutProblemFromGitResponse)
  ASSAY_CALL(GetProblemOrigin, GetProblemOriginRequest, ProblemOrigin)
#undef ASSAY_CALL
  Result<v1::Problem> PutProblem(v1::PutProblemRequest first, const std::string& archive);
  // Of the last call; "" where it said nothing.
  std::string retry_after() const { return retry_after_; }

  struct State;
  State& state() { return *state_; }

 private:
  template <typename Request, typename Response, typename Stub, typename Method>
  Result<Response> Call(Stub& stub, Method method, const Request& request);
  std::unique_ptr<State> state_;
  std::string retry_after_;
};

// A stream of Watch or WatchMany, read by a thread.
class EventReader {
 public:
  EventReader(Client& client, const v1::WatchRequest& request);
  explicit EventReader(Client& client);  // WatchMany
  ~EventReader();
  void Send(const v1::WatchManyRequest& request);
  std::vector<v1::SubmissionEvent> Events();
  // Until the stream has ended.
  Status WaitForEnd();
  // Until an event of this submission (empty: any) has that final state.
  bool WaitForState(v1::State state, const std::string& id = "");
  // As a reader that stops reading: no event is taken until Resume.
  void Pause();
  void Resume();
  void Cancel();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A worker that does what the test says. It speaks when it is told to.
class TestWorker {
 public:
  TestWorker(const std::string& target, const rpc::TlsFiles& tls);
  ~TestWorker();

  void Hello(int slots, const std::vector<v1::LeaseId>& held = {});
  // The same for a judge that may be killed at any moment: false where the stream ended.
  bool TryHello(int slots, const std::vector<v1::LeaseId>& held);
  bool Ended();
  void Credit(int slots);
  void Send(const v1::WorkerMessage& message);
  void Heartbeat(const std::vector<v1::LeaseId>& leases);
  void Event(const v1::LeaseId& lease, int sequence, const v1::TestDone& test);
  void Finish(const v1::LeaseId& lease, const v1::JobResult& result);
  void Finish(const v1::LeaseId& lease, const std::string& verdict, double score = 1);
  void Fail(const v1::LeaseId& lease, const std::string& reason);
  Result<std::string> PutBlob(const v1::LeaseId& lease, const std::string& data);
  Result<std::string> GetBlob(const v1::LeaseId& lease, const std::string& sha256);

  // The next of that kind, up to 20 s; a default one and a failure of the test where none came.
  v1::Leased WaitLease();
  v1::Accepted WaitAccepted();
  v1::Revoked WaitRevoked();
  v1::Quarantined WaitQuarantined();
  v1::Welcome WaitWelcome();
  bool HasLease();  // now
  // The stream ends, without a word.
  void Cut();
  Status WaitForEnd();

  // Grades whatever comes with this result until the object ends: Credit(slots) again and again.
  // Results of an older stream that were not accepted are said first.
  void Automatic(int slots, const std::string& verdict,
                 const std::map<int64_t, v1::LeaseId>& unaccepted = {});
  std::map<int64_t, v1::LeaseId> Unaccepted();
  int graded() const;

 private:
  struct State;
  std::optional<v1::JudgeMessage> Wait(int kind);
  std::unique_ptr<State> state_;
};

// Database, certificates, judge and a gateway.
class JudgeTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();
  void SetUp() override;
  void TearDown() override;

  void StartJudge();
  void StopJudge();
  std::unique_ptr<TestWorker> NewWorker(const std::string& name);
  std::unique_ptr<Client> NewClient(const std::string& who = "gateway");

  static v1::Caller Student(const std::string& person = "ann");
  static v1::Caller Staff();
  static v1::SubmitRequest Noop(const std::string& key = "");
  v1::Submission Submit(const v1::SubmitRequest& request);
  v1::Submission Get(const std::string& id);
  // Submits a no-op, lets a worker have it.
  std::string GradedNoop(TestWorker& worker, const std::string& verdict, double score);
  // Puts the package of examples/NAME as a problem.
  v1::Problem PutExample(const std::string& name, const std::string& problem);

  static std::unique_ptr<database::TestCluster> cluster_;
  TestPki pki_;
  MemoryBlobs blobs_;
  metrics::Registry metrics_;
  std::unique_ptr<trace::Tracer> tracer_;
  JudgeOptions options_;
  Webhooks* webhooks_ = nullptr;
  const SecretBox* tokens_ = nullptr;
  std::unique_ptr<JudgeServer> judge_;
  std::unique_ptr<Client> client_;
  std::mutex health_mutex_;
  Status health_{StatusCode::kUnavailable, "not looked yet"};
  Status Health();
};

// A tar archive of a folder.
std::string TarOf(const std::filesystem::path& folder);

}  // namespace assay::judge
