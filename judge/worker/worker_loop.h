#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <stop_token>
#include <variant>

#include "judge/worker/inbox.h"
#include "judge/worker/slots.h"
#include "judge/worker/worker.h"

namespace assay::judge {

// All that a worker knows of its leases and its connection, and the one thread that changes it.
// Everybody else (the link's threads, the slots') leaves a message in the inbox.
class Worker::Loop {
 public:
  Loop(WorkerOptions options, JobRunner& runner, JudgeLink& link, log::Logger logger,
       WorkerObserver* observer);
  void Run(const std::stop_token& stop);

 private:
  using Clock = std::chrono::steady_clock;
  struct Job {
    enum class State : uint8_t { kWaiting, kRunning, kEnded } state = State::kWaiting;
    std::stop_source stop;
    bool revoked = false;     // nothing that is said of it counts
    int32_t sequence = 0;     // of the last event
    pb::WorkerMessage end;    // kEnded: repeated until it is acknowledged
    Clock::time_point since;  // of the lease, then of the start
  };
  struct StreamEnded {
    Status why;
  };
  struct JobStarted {
    LeaseKey lease;
  };
  struct JobTold {
    LeaseKey lease;
    pb::JobEvent event;
  };
  struct JobEnded {
    LeaseKey lease;
    JobOutcome outcome;
  };
  struct Input {
    uint64_t stream = 0;  // which one it came from: what an old one said does not count
    std::variant<pb::JudgeMessage, StreamEnded, JobStarted, JobTold, JobEnded> what;
  };

  // Input by input.
  void Handle(Input input);
  void On(const pb::JudgeMessage& message);
  void On(const StreamEnded& ended);
  void On(const JobStarted& started);
  void On(JobTold& told);
  void On(JobEnded& ended);
  void OnWelcome(const pb::Welcome& welcome);
  void OnLease(const pb::Leased& lease);
  void OnRevoked(const pb::Revoked& revoked);
  void OnAccepted(const pb::Accepted& accepted);

  // What is due by the clock; the next time that something is.
  Clock::time_point Tend(Clock::time_point now);
  void Connect(Clock::time_point now);
  void Disconnect(const std::string& why);
  void Heartbeat(Clock::time_point now);
  void TellCredit();
  size_t Credit() const;

  void BeginDrain();
  void GiveUp();
  void SayGoodbye();
  bool Drained() const { return stopping_ && jobs_.empty(); }

  void Refuse(const LeaseKey& lease, const std::string& reason, std::chrono::milliseconds retry);
  void Send(pb::WorkerMessage message);
  void Count();
  size_t Occupied() const;  // slots that are taken, or will be

  const WorkerOptions options_;
  JudgeLink& link_;
  const log::Logger logger_;
  WorkerObserver no_observer_;
  WorkerObserver& observer_;
  std::mt19937_64 random_;

  Inbox<Input> inbox_;
  std::map<LeaseKey, Job> jobs_;
  std::unique_ptr<JudgeStream> stream_;
  uint64_t stream_number_ = 0;
  bool welcomed_ = false, stopping_ = false, draining_ = false, quarantined_ = false;
  int32_t told_credit_ = 0;  // as the judge should have it
  std::chrono::milliseconds heartbeat_{1000}, reconnect_{0};
  Clock::time_point connect_at_{}, welcome_by_{}, heartbeat_at_{}, give_up_at_{};
  std::unique_ptr<Slots> slots_;  // last: its threads end before the rest goes
};

}  // namespace assay::judge
