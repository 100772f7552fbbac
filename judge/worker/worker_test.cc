#include "judge/worker/worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

namespace assay::judge {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kPatience{20};

// A judge that is a test: it sees every message and says what the test says.
class FakeLink : public JudgeLink {
 public:
  std::unique_ptr<JudgeStream> Open(StreamCallbacks callbacks) override {
    const std::lock_guard lock(mutex_);
    ++opened_;
    callbacks_ = std::make_shared<StreamCallbacks>(std::move(callbacks));
    changed_.notify_all();
    return std::make_unique<Stream>(*this);
  }
  Status GetBlob(const LeaseKey&, const std::string&, const ChunkSink&,
                 const std::stop_token&) override {
    return NotFound("no blobs here");
  }
  Result<std::string> PutBlob(const LeaseKey&, const std::string& data,
                              const std::stop_token&) override {
    const std::lock_guard lock(mutex_);
    if (refuse_reports_ > 0) {
      --refuse_reports_;
      return Unavailable("away");
    }
    return "sha-of-" + data;
  }

  void Say(const pb::JudgeMessage& message) {
    std::shared_ptr<StreamCallbacks> callbacks;
    {
      std::unique_lock lock(mutex_);
      ASSERT_TRUE(changed_.wait_for(lock, kPatience, [&] { return callbacks_ != nullptr; }));
      callbacks = callbacks_;
    }
    callbacks->on_message(message);
  }
  void Break() {
    std::shared_ptr<StreamCallbacks> callbacks;
    {
      const std::lock_guard lock(mutex_);
      callbacks = std::move(callbacks_);
      heard_.clear();
    }
    callbacks->on_end(Unavailable("cut"));
  }
  // Takes messages until one fits; the others are dropped.
  template <typename Fits>
  pb::WorkerMessage Hear(Fits&& fits) {
    std::unique_lock lock(mutex_);
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (true) {
      while (!heard_.empty()) {
        pb::WorkerMessage message = std::move(heard_.front());
        heard_.pop_front();
        if (fits(message)) return message;
      }
      if (changed_.wait_until(lock, until) == std::cv_status::timeout) {
        ADD_FAILURE() << "the message did not come";
        return {};
      }
    }
  }
  int opened() const {
    const std::lock_guard lock(mutex_);
    return opened_;
  }
  void RefuseReports(int times) {
    const std::lock_guard lock(mutex_);
    refuse_reports_ = times;
  }

 private:
  class Stream : public JudgeStream {
   public:
    explicit Stream(FakeLink& link) : link_(link) {}
    void Send(pb::WorkerMessage message) override {
      const std::lock_guard lock(link_.mutex_);
      if (link_.callbacks_ == nullptr) return;
      link_.heard_.push_back(std::move(message));
      link_.changed_.notify_all();
    }
    size_t queued_bytes() const override { return 0; }
    void Finish() override {
      std::shared_ptr<StreamCallbacks> callbacks;
      {
        const std::lock_guard lock(link_.mutex_);
        callbacks = std::move(link_.callbacks_);
      }
      if (callbacks != nullptr) callbacks->on_end(OkStatus());
    }

   private:
    FakeLink& link_;
  };

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<StreamCallbacks> callbacks_;
  std::deque<pb::WorkerMessage> heard_;
  int opened_ = 0, refuse_reports_ = 0;
};

// Sleeps for jobs with busy_us until they are stopped or let go; tells of two tests.
class FakeRunner : public JobRunner {
 public:
  JobOutcome Run(const pb::JobSpec& spec, const JobContext& context) override {
    ++running;
    if (context.events) {
      for (int i = 0; i < 2; ++i) {
        pb::JobEvent event;
        event.mutable_test()->set_name(std::to_string(i));
        context.events(std::move(event));
      }
    }
    if (spec.noop().busy_us() > 0) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, context.stop, [this] { return let_go_; });
    }
    --running;
    if (context.stop.stop_requested()) {
      ++stopped;
      return JobOutcome::Cancelled();
    }
    if (spec.noop().verdict() == "fail") return JobOutcome::Failed(Internal("broken"));
    JobOutcome outcome;
    outcome.kind = JobOutcome::Kind::kFinished;
    outcome.result.set_verdict("AC");
    if (spec.noop().verdict() == "report") outcome.report = "report";
    return outcome;
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
  }
  std::atomic<int> running = 0, stopped = 0;

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  bool let_go_ = false;
};

bool IsHello(const pb::WorkerMessage& message) { return message.has_hello(); }
bool IsFinished(const pb::WorkerMessage& message) { return message.has_finished(); }
bool IsFailed(const pb::WorkerMessage& message) { return message.has_failed(); }
bool IsEvent(const pb::WorkerMessage& message) { return message.has_event(); }

class WorkerTest : public ::testing::Test {
 protected:
  void Start(size_t slots = 2) {
    options_.slots = slots;
    options_.drain_timeout = drain_timeout_;
    options_.first_reconnect = milliseconds(1);
    options_.last_reconnect = milliseconds(10);
    worker_ = std::make_unique<Worker>(options_, runner_, link_, log::Logger(), nullptr);
    thread_ = std::jthread([this](const std::stop_token& stop) { worker_->Run(stop); });
  }
  pb::WorkerMessage Greet() {
    pb::WorkerMessage hello = link_.Hear(IsHello);
    pb::JudgeMessage welcome;
    welcome.mutable_welcome()->set_heartbeat_ms(50);
    welcome.mutable_welcome()->set_lease_ms(10'000);
    link_.Say(welcome);
    return hello;
  }
  void Lease(int64_t job, bool busy = false, const std::string& verdict = "", int attempt = 1) {
    pb::JudgeMessage message;
    message.mutable_lease()->mutable_lease()->set_job(job);
    message.mutable_lease()->mutable_lease()->set_attempt(attempt);
    auto* noop = message.mutable_lease()->mutable_spec()->mutable_noop();
    if (busy) noop->set_busy_us(1);
    noop->set_verdict(verdict);
    link_.Say(message);
  }
  void Accept(int64_t job, int attempt = 1) {
    pb::JudgeMessage message;
    message.mutable_accepted()->mutable_lease()->set_job(job);
    message.mutable_accepted()->mutable_lease()->set_attempt(attempt);
    message.mutable_accepted()->set_counted(true);
    link_.Say(message);
  }
  void HearCredit(int slots) {
    link_.Hear([&](const auto& m) { return m.has_credit() && m.credit().slots() == slots; });
  }
  template <typename True>
  static void WaitFor(True&& is_true) {
    const auto until = std::chrono::steady_clock::now() + kPatience;
    while (!is_true() && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    EXPECT_TRUE(is_true());
  }

  milliseconds drain_timeout_{50};  // tests that drain say more
  WorkerOptions options_;
  FakeRunner runner_;
  FakeLink link_;
  std::unique_ptr<Worker> worker_;
  std::jthread thread_;  // last: it ends before what it uses
};

TEST_F(WorkerTest, SaysWhatItHasAndAsksForAsMuchAsItCanDo) {
  options_.backend = "native";
  options_.images = {{"python", "sha256:1"}};
  options_.languages = {"python"};
  Start(3);
  const auto hello = Greet();
  EXPECT_EQ(hello.hello().slots(), 3);
  EXPECT_EQ(hello.hello().images().at("python"), "sha256:1");
  HearCredit(3);
  Lease(7, false, "report");
  const auto finished = link_.Hear(IsFinished);
  EXPECT_EQ(finished.finished().lease().job(), 7);
  EXPECT_EQ(finished.finished().result().report_sha256(), "sha-of-report");
  Accept(7);
  HearCredit(3);
}

TEST_F(WorkerTest, ALeaseIsCountedDownWithoutAWord) {
  Start(2);
  Greet();
  HearCredit(2);
  Lease(1, true);
  Lease(2, true);
  WaitFor([&] { return runner_.running == 2; });
  runner_.LetGo();
  link_.Hear(IsFinished);
  HearCredit(2);
}

TEST_F(WorkerTest, EventsAreNumberedByOneAndComeBeforeTheEnd) {
  Start();
  Greet();
  Lease(1);
  EXPECT_EQ(link_.Hear(IsEvent).event().event().sequence(), 1);
  EXPECT_EQ(link_.Hear(IsEvent).event().event().sequence(), 2);
  link_.Hear(IsFinished);
}

TEST_F(WorkerTest, AResultIsRepeatedUntilTheJudgeHasTakenNote) {
  Start();
  Greet();
  Lease(1);
  link_.Hear(IsFinished);
  for (int i = 0; i < 3; ++i) {
    link_.Break();
    const auto hello = Greet();
    ASSERT_EQ(hello.hello().held_size(), 1);
    EXPECT_EQ(hello.hello().held(0).job(), 1);
    EXPECT_EQ(link_.Hear(IsFinished).finished().lease().job(), 1);
  }
  Accept(1);
  HearCredit(2);
  link_.Break();
  EXPECT_EQ(Greet().hello().held_size(), 0);
}

TEST_F(WorkerTest, AJobRunsOnOverALostConnection) {
  Start();
  Greet();
  Lease(1, true);
  WaitFor([&] { return runner_.running == 1; });
  link_.Break();
  EXPECT_EQ(Greet().hello().held_size(), 1);
  runner_.LetGo();
  EXPECT_EQ(link_.Hear(IsFinished).finished().lease().job(), 1);
}

TEST_F(WorkerTest, ARevokedJobIsStoppedAndNotSpokenOf) {
  Start(1);
  Greet();
  HearCredit(1);
  Lease(1, true);
  WaitFor([&] { return runner_.running == 1; });
  pb::JudgeMessage revoked;
  revoked.mutable_revoked()->mutable_lease()->set_job(1);
  revoked.mutable_revoked()->mutable_lease()->set_attempt(1);
  link_.Say(revoked);
  HearCredit(1);  // nothing else was said in between but heartbeats
  EXPECT_EQ(runner_.stopped, 1);
  link_.Break();
  EXPECT_EQ(Greet().hello().held_size(), 0);
}

TEST_F(WorkerTest, ANewerAttemptStopsTheOlder) {
  Start(2);
  Greet();
  Lease(1, true);
  WaitFor([&] { return runner_.running == 1; });
  Lease(1, false, "", 2);
  EXPECT_EQ(link_.Hear(IsFinished).finished().lease().attempt(), 2);
  WaitFor([&] { return runner_.stopped == 1; });
}

TEST_F(WorkerTest, AFailureOfOursIsGivenBackWithItsReason) {
  Start();
  Greet();
  Lease(1, false, "fail");
  const auto failed = link_.Hear(IsFailed);
  EXPECT_THAT(failed.failed().reason(), ::testing::HasSubstr("broken"));
  EXPECT_GT(failed.failed().retry_after_ms(), 0);
}

TEST_F(WorkerTest, AReportWaitsForAJudgeThatIsAway) {
  Start();
  link_.RefuseReports(2);
  Greet();
  Lease(1, false, "report");
  EXPECT_EQ(link_.Hear(IsFinished).finished().result().report_sha256(), "sha-of-report");
}

TEST_F(WorkerTest, MoreThanItCanHoldIsGivenBack) {
  Start(1);
  Greet();
  for (int job = 1; job <= 3; ++job) Lease(job, true);
  EXPECT_EQ(link_.Hear(IsFailed).failed().lease().job(), 3);
  runner_.LetGo();
}

TEST_F(WorkerTest, QuarantineAndDrainEndTheAsking) {
  for (const bool quarantine : {true, false}) {
    Start(2);
    Greet();
    HearCredit(2);
    pb::JudgeMessage message;
    if (quarantine) {
      message.mutable_quarantined()->set_reason("it said nonsense");
    } else {
      message.mutable_drain();
    }
    link_.Say(message);
    HearCredit(0);
    thread_ = {};
  }
}

TEST_F(WorkerTest, DrainsOnStop) {
  drain_timeout_ = kPatience;
  Start(1);
  Greet();
  Lease(1, true);
  WaitFor([&] { return runner_.running == 1; });
  Lease(2, true);  // more than it asked for: waits for the slot
  thread_.request_stop();
  link_.Hear([](const auto& m) { return m.has_draining(); });
  EXPECT_EQ(link_.Hear(IsFailed).failed().lease().job(), 2);
  Lease(3);
  EXPECT_EQ(link_.Hear(IsFailed).failed().lease().job(), 3);
  runner_.LetGo();
  EXPECT_EQ(link_.Hear(IsFinished).finished().lease().job(), 1);
  Accept(1);
  thread_.join();
}

TEST_F(WorkerTest, WhatTakesTooLongIsGivenBackAtTheEnd) {
  Start(1);
  Greet();
  Lease(1, true);
  WaitFor([&] { return runner_.running == 1; });
  thread_.request_stop();
  EXPECT_EQ(link_.Hear(IsFailed).failed().lease().job(), 1);
  thread_.join();
  EXPECT_EQ(runner_.stopped, 1);
}

TEST_F(WorkerTest, KeepsTryingToConnect) {
  options_.welcome_timeout = milliseconds(20);
  Start();
  for (int i = 0; i < 3; ++i) link_.Hear(IsHello);  // no welcome comes
  EXPECT_GE(link_.opened(), 3);
  Greet();
  HearCredit(2);
}

TEST_F(WorkerTest, HeartbeatsNameWhatItHolds) {
  Start();
  Greet();
  Lease(5, true);
  link_.Hear([](const auto& m) {
    return m.has_heartbeat() && m.heartbeat().leases_size() == 1 &&
           m.heartbeat().leases(0).job() == 5;
  });
  runner_.LetGo();
}

}  // namespace
}  // namespace assay::judge
