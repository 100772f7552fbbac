#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "assay/judge/v1/judge.pb.h"
#include "assay/judge/v1/worker.pb.h"
#include "judge/service/core.h"
#include "judge/service/figures.h"

namespace assay::judge {

struct HubOptions {
  std::chrono::milliseconds lease{15'000};
  std::chrono::milliseconds heartbeat{5'000};
  int max_slots = 256;  // of one worker
  // In a row, without a result that counted between them: then the worker is in quarantine. With
  // failures only where another worker did what it could not, or where they are of so many kinds: a
  // broken problem or a language that nobody has must not take all workers away.
  int max_late = 5;  // and twice its slots
  int max_failures = 10;
  FigureLimits figures;
};

// The workers: who is connected, what each has leased, and what it may say. Jobs are leased only
// for slots that a worker asked for; a result is acknowledged when it is durable. Leases outlive
// their stream, so that a worker that reconnects goes on; after a restart of the judge they are
// taken over from the database.
//
// Workers are believed in nothing but what their lease allows. One that breaks a rule is put in
// quarantine, in the database, and what it held is leased anew.
//
// Thread-safe; no call waits for the database except Workers and SetWorker.
class Hub {
 public:
  // The sending end of a worker's stream. Never waits; what is sent after the end is dropped.
  class Link {
   public:
    virtual ~Link() = default;
    virtual void Send(v1::JudgeMessage message) = 0;
    virtual void Close(const Status& status) = 0;
  };
  struct Session;
  using SessionPtr = std::shared_ptr<Session>;

  Hub(Core& core, const HubOptions& options);
  ~Hub();
  Hub(const Hub&) = delete;
  Hub& operator=(const Hub&) = delete;
  void Start();
  // Leases no more, writes the results that are here, ends the streams.
  void Stop();

  // `name` of the certificate. An older stream of the same worker is closed.
  SessionPtr Connect(const std::string& name, std::shared_ptr<Link> link);
  // In the order in which they came on the stream.
  void Receive(const SessionPtr& session, v1::WorkerMessage message);
  void Disconnect(const SessionPtr& session);

  // The tenant whose blob it is. kPermissionDenied: no lease of this worker names it.
  Result<std::string> MayRead(const std::string& worker, const v1::LeaseId& lease,
                              const std::string& sha256);
  Result<std::string> MayWrite(const std::string& worker, const v1::LeaseId& lease);
  void NotePut(const std::string& worker, const v1::LeaseId& lease, const std::string& sha256);

  // The worker that has it, if any here, is told to stop.
  void JobCancelled(int64_t job);
  // What a sweep ended.
  void LeasesLost(const std::vector<LostLease>& lost);
  // About once a second.
  void Tick();

  Result<std::vector<v1::Worker>> Workers();
  Result<v1::Worker> SetWorker(const v1::SetWorkerRequest& request);
  // Whether a lease of this judge has the submission: then its events are told here.
  bool IsLeasedHere(int64_t job);

 private:
  using Clock = std::chrono::steady_clock;
  struct Lease {
    int attempt = 0;
    std::string worker;
    SessionPtr session;  // may be closed
    SubmissionRecord record;
    bool counts = false;  // false: of a rejudge, nobody watches
    bool finishing = false;
    bool taken_over = false;  // from before a restart: when it began is not known
    std::string package;      // that it may read
    std::string kind;         // its problem or language: what fails alike
    std::set<std::string> puts;
    Clock::time_point begun{}, until{};
    int last_sequence = 0;
    trace::Span span;
  };
  using Leases = std::unordered_map<int64_t, Lease>;
  // What a worker says at the end of a job.
  struct Ending {
    int64_t job = 0;
    int attempt = 0;
    SessionPtr session;
    v1::JobResult result;
    bool failed = false;
    std::string reason;
    std::chrono::milliseconds retry_after{0};
  };
  struct Give {  // back to the queue
    int64_t job = 0;
    int attempt = 0;
    std::string blame;  // empty: the attempt does not count
  };
  // Messages are sent after the lock is gone: gRPC may call back within a write.
  class Outbox {
   public:
    void Add(const SessionPtr& session, v1::JudgeMessage message);
    ~Outbox();

   private:
    std::vector<std::pair<std::shared_ptr<Link>, v1::JudgeMessage>> messages_;
  };
  struct Figures;  // metrics

  // hub.cc
  void OnHello(const SessionPtr& session, const v1::Hello& hello);
  void Greet(const SessionPtr& session);
  void Handle(const SessionPtr& session, const v1::WorkerMessage& message);
  void OnEvent(const SessionPtr& session, const v1::WorkerEvent& event);
  void OnFinished(const SessionPtr& session, const v1::Finished& finished);
  void OnFailed(const SessionPtr& session, const v1::Failed& failed);
  void OnHeartbeat(const SessionPtr& session, const v1::Heartbeat& heartbeat);
  Lease* Find(const std::string& worker, int64_t job, int attempt);
  void Erase(Leases::iterator lease);
  void Publish(const Lease& lease, v1::SubmissionEvent event);

  // hub_leases.cc
  void DispatchLoop();
  SessionPtr PickWorker(size_t& count);
  void Deliver(const SessionPtr& session, const std::vector<LeasedJob>& jobs);
  bool DeliverOne(const SessionPtr& session, const LeasedJob& job,
                  const JudgementRecord& judgement);
  void GiveBack(const std::vector<Give>& gives, std::chrono::milliseconds delay);
  Status TakeOver(const SessionPtr& session, const std::vector<v1::LeaseId>& held);
  Status TakeOverOne(const SessionPtr& session, const JudgementRecord& judgement);
  void DropUnknown(const SessionPtr& session, const std::vector<v1::LeaseId>& held);
  void Resolve(const SessionPtr& session, const Ending& ending);

  // hub_finish.cc, hub_held.cc, hub_quarantine.cc
  void FinishLoop();
  void FinishBatch(std::vector<Ending> batch);
  void FinishOneByOne(const std::vector<Ending>& batch);
  void Outcome(const Ending& ending, FinishOutcome outcome);
  void Answer(const Ending& ending, bool counted);
  void TellAgain(int64_t job);
  void FailOne(const Ending& ending);
  void Outdo(const SessionPtr& who, const std::string& kind);
  void CountLate(const SessionPtr& session);
  void HeartbeatLoop();
  void ExtendLeases(std::vector<std::pair<int64_t, int>> leases);
  void Quarantine(const std::string& worker, const std::string& reason, int64_t guilty_job = 0);
  void SaveQuarantines();
  void RefreshQuarantines();
  bool WaitOrStop(std::chrono::milliseconds time);

  Core& core_;
  const HubOptions options_;
  std::unique_ptr<Figures> figures_;

  std::mutex mutex_;
  std::condition_variable changed_;
  bool stop_ = false;
  std::map<std::string, SessionPtr> sessions_;
  Leases leases_;
  std::map<std::string, std::string> quarantined_;  // worker -> reason
  std::map<std::string, std::string> unsaved_;      // of those, not in the database yet
  std::deque<Ending> endings_;
  std::map<int64_t, int> beats_;  // leases that workers said they hold, since the last extension
  std::vector<Ending> unresolved_;
  int ticks_ = 0;

  std::thread dispatcher_, finisher_, heartbeats_;
};

}  // namespace assay::judge
