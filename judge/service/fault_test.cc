// PostgreSQL and the blob store go away under load; afterwards the history is checked.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <thread>

#include "judge/service/test_judge.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;

// A cluster of its own: it is killed.
class FaultTest : public JudgeTest {
 protected:
  static void SetUpTestSuite() {}
  static void TearDownTestSuite() {}
  void SetUp() override {
    cluster_ = std::make_unique<database::TestCluster>();
    JudgeTest::SetUp();
    const char* seed = std::getenv("ASSAY_SEED");
    random_.seed(seed != nullptr ? std::strtoul(seed, nullptr, 10) : 4711);
  }
  void TearDown() override {
    JudgeTest::TearDown();
    cluster_.reset();
  }

  std::mt19937 random_;
};

TEST_F(FaultTest, NothingThatWasAnsweredIsLostWhenPostgresIsKilled) {
  options_.calls.max_attempts = 100;
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  std::vector<std::unique_ptr<TestWorker>> workers;
  for (const char* name : {"w1", "w2"}) {
    workers.push_back(NewWorker(name));
    workers.back()->Hello(4);
    workers.back()->Automatic(4, "AC");
  }
  std::mutex mutex;
  std::map<std::string, std::string> answered;  // key -> id
  std::atomic<bool> stop = false;
  std::vector<std::thread> clients;
  for (int c = 0; c < 2; ++c) {
    clients.emplace_back([&, c] {
      const auto client = NewClient();
      for (int i = 0; !stop && i < 5000; ++i) {
        const std::string key = std::to_string(c) + "-" + std::to_string(i);
        // Until it is answered: as a client with an idempotency key does.
        for (bool done = false; !done && !stop;) {
          const auto answer = client->Submit(Noop(key));
          done = answer.ok();
          if (!done) continue;
          const std::lock_guard lock(mutex);
          answered[key] = answer->submission().id();
        }
      }
    });
  }
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return answered.size();
  };
  for (int kill = 0; kill < 3; ++kill) {
    const size_t so_far = count();
    const size_t more = 20 + random_() % 60;
    ASSERT_TRUE(Eventually([&] { return count() >= so_far + more; })) << "round " << kill;
    ASSERT_EQ(::kill((*cluster_)->pid(), SIGKILL), 0);
    ASSERT_TRUE(Eventually([&] { return !Health().ok(); }));
    Must((*cluster_)->Restart());
    ASSERT_TRUE(Eventually([&] { return Health().ok(); }));
  }
  stop = true;
  for (std::thread& client : clients) client.join();
  v1::ListSubmissionsRequest open;
  *open.mutable_caller() = Staff();
  open.mutable_filter()->add_states(v1::STATE_QUEUED);
  open.mutable_filter()->add_states(v1::STATE_RUNNING);
  EXPECT_TRUE(Eventually([&] {
    const auto list = client_->ListSubmissions(open);
    return list.ok() && list->submissions().empty();
  }));
  for (const auto& [key, id] : answered) {
    EXPECT_EQ(Get(id).state(), v1::STATE_DONE) << key << ", submission " << id;
  }
  std::printf("%zu submissions answered over three kills\n", answered.size());
}

TEST_F(FaultTest, WithoutItsBlobStoreItIsNotReadyAndTakesNothing) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  ASSERT_TRUE(Eventually([&] { return Health().ok(); }));
  const std::string before = Submit(Noop("k1")).id();
  blobs_.down = true;
  EXPECT_EQ(client_->Submit(Noop("k2")).status().code(), StatusCode::kUnavailable);
  ASSERT_TRUE(Eventually([&] { return !Health().ok(); }));
  EXPECT_THAT(Health().message(), ::testing::HasSubstr("blob store"));
  blobs_.down = false;
  ASSERT_TRUE(Eventually([&] { return Health().ok(); }));
  EXPECT_TRUE(Must(client_->Submit(Noop("k2"))).created());
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Automatic(1, "AC");
  EXPECT_TRUE(Eventually([&] { return Get(before).state() == v1::STATE_DONE; }));
}

TEST_F(FaultTest, WhatACrashLeftBetweenRowAndQueueIsGraded) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  // As if the judge had died before the job was enqueued.
  const auto admin = Must(database::Connection::Open(options_.database));
  ASSERT_TRUE(Eventually([&] {
    return Must(
               admin->Execute({"noted", "SELECT count(*) FROM judge.judgements WHERE job IS NULL"}))
               .Int(0, 0) == 0;
  }));
  Must(admin->ExecuteScript("UPDATE judge.judgements SET job = NULL; DELETE FROM judge.jobs"));
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Automatic(1, "AC");
  EXPECT_TRUE(Eventually([&] { return Get(id).state() == v1::STATE_DONE; }));
}

}  // namespace
}  // namespace assay::judge
