// Servers die in mid-load; afterwards the history is checked: nothing that was acknowledged is
// lost, nothing was finished twice. Seeded; a failure prints the seed (ASSAY_SEED sets it).
#include <gtest/gtest.h>
#include <signal.h>

#include <atomic>
#include <cstdlib>
#include <map>
#include <random>
#include <set>

#include "common/database/test_cluster.h"
#include "common/sha256.h"
#include "judge/queue/queue.h"
#include "judge/queue/test_schema.h"

namespace assay::judge {
namespace {

using database::Connection;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds kLease{2000};

// What the clients saw. Thread-safe.
class History {
 public:
  void Acknowledged(const std::string& key, int64_t id) {
    const std::lock_guard lock(mutex_);
    ids_[key].insert(id);
  }
  void Accepted(int64_t id, int attempt) {
    const std::lock_guard lock(mutex_);
    accepted_[id].insert(attempt);
    ended_ = accepted_.size();
  }
  size_t ended() const { return ended_; }

  // Against what the database holds in the end.
  void Check(Connection& admin) {
    const auto rows = admin.Execute(
        {"history",
         "SELECT j.course || '/' || j.idempotency_key, j.id, j.state, coalesce(r.attempt, 0) "
         "FROM judge.jobs j LEFT JOIN judge.results r ON r.job = j.id"});
    ASSERT_TRUE(rows.ok()) << rows.status().ToString();
    std::set<int64_t> stored;
    for (size_t i = 0; i < rows->size(); ++i) {
      const std::string key(rows->Text(i, 0));
      const int64_t id = rows->Int(i, 1);
      stored.insert(id);
      EXPECT_EQ(rows->Int(i, 2), static_cast<int>(JobState::kDone)) << key;
      ASSERT_EQ(ids_[key].size(), 1U) << key << " was acknowledged with several ids";
      EXPECT_EQ(*ids_[key].begin(), id) << key;
      ASSERT_EQ(accepted_[id].size(), 1U) << key << " was accepted from several attempts, or never";
      EXPECT_EQ(*accepted_[id].begin(), rows->Int(i, 3)) << key;
    }
    for (const auto& [key, ids] : ids_) {
      for (const int64_t id : ids) EXPECT_TRUE(stored.contains(id)) << key << " is lost";
    }
  }

 private:
  std::mutex mutex_;
  std::atomic<size_t> ended_ = 0;
  std::map<std::string, std::set<int64_t>> ids_;
  std::map<int64_t, std::set<int>> accepted_;
};

class FaultTest : public ::testing::Test {
 protected:
  static constexpr int kClients = 2;
  static constexpr int kWorkers = 3;
  static constexpr size_t kJobs = 3000;
  static constexpr size_t kBatch = 10;

  void SetUp() override {
    ASSERT_TRUE(cluster_.ok());
    settings_ = cluster_.NewDatabase();
    auto admin = Connection::Open(settings_);
    ASSERT_TRUE(admin.ok());
    ASSERT_NO_FATAL_FAILURE(MigrateForTest(**admin));
    auto queue = Queue::Open(settings_);
    ASSERT_TRUE(queue.ok()) << queue.status().ToString();
    queue_ = std::move(*queue);
    const char* seed = std::getenv("ASSAY_SEED");
    seed_ = seed != nullptr ? std::strtoul(seed, nullptr, 10) : 4711;
    deadline_ = steady_clock::now() + seconds(150);
  }

  bool TimeLeft() const { return steady_clock::now() < deadline_; }

  // Repeats what may be repeated until the server answers.
  template <typename T, typename F>
  std::optional<T> Insist(const F& call) {
    while (TimeLeft()) {
      Result<T> result = call();
      if (result.ok()) return std::move(result).value();
      ++failed_calls_;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return std::nullopt;
  }

  void Client(int number) {
    for (size_t i = 0; i < kJobs / kClients; i += kBatch) {
      std::vector<NewJob> jobs(kBatch);
      for (size_t k = 0; k < kBatch; ++k) {
        jobs[k] = {static_cast<JobClass>((i + k) % kJobClasses),
                   "c" + std::to_string(number),
                   std::to_string(i + k),
                   Sha256Hex("p"),
                   1000,
                   milliseconds(0)};
      }
      const auto added = Insist<std::vector<Enqueued>>([&] { return queue_->Enqueue(jobs); });
      if (!added) return;
      for (size_t k = 0; k < kBatch; ++k) {
        history_.Acknowledged(jobs[k].course + "/" + jobs[k].idempotency_key, (*added)[k].id);
      }
    }
  }

  // Some workers "die" after they leased (nobody finishes), some answer twice.
  void Worker(int number) {
    std::mt19937_64 random(seed_ + 100 + number);
    while (TimeLeft() && history_.ended() < kJobs) {
      auto leased = queue_->LeaseOrWait("w" + std::to_string(number), 8, kLease,
                                        steady_clock::now() + milliseconds(100));
      if (!leased.ok()) continue;
      if (random() % 20 == 0) continue;
      std::vector<JobResult> results;
      for (const LeasedJob& job : *leased) results.push_back({job.id, job.attempt, "", "AC"});
      for (int repeat = random() % 5 == 0 ? 2 : 1; repeat > 0; --repeat) {
        const auto outcomes =
            Insist<std::vector<FinishOutcome>>([&] { return queue_->Finish(results); });
        if (!outcomes) return;
        for (size_t i = 0; i < outcomes->size(); ++i) {
          if ((*outcomes)[i] != FinishOutcome::kStale)
            history_.Accepted(results[i].id, results[i].attempt);
        }
      }
    }
  }

  // Runs the load; `fault` is called each time that another `every` jobs have ended.
  void RunWithFaults(size_t every, const std::function<void(std::mt19937_64&)>& fault) {
    SCOPED_TRACE("ASSAY_SEED=" + std::to_string(seed_));
    std::vector<std::thread> threads;
    for (int i = 0; i < kClients; ++i) threads.emplace_back([this, i] { Client(i); });
    for (int i = 0; i < kWorkers; ++i) threads.emplace_back([this, i] { Worker(i); });
    std::mt19937_64 random(seed_);
    size_t next = every;
    while (TimeLeft() && history_.ended() < kJobs) {
      (void)queue_->Sweep().ok();
      if (history_.ended() >= next) {
        next = history_.ended() + every;
        fault(random);
      }
      std::this_thread::sleep_for(milliseconds(10));
    }
    for (std::thread& t : threads) t.join();
    EXPECT_EQ(history_.ended(), kJobs);
    EXPECT_GT(failed_calls_, 0U) << "no fault was felt";
    auto admin = Connection::Open(settings_);
    ASSERT_TRUE(admin.ok()) << admin.status().ToString();
    history_.Check(**admin);
  }

  database::TestCluster cluster_;
  database::Settings settings_;
  std::unique_ptr<Queue> queue_;
  History history_;
  uint64_t seed_ = 0;
  std::atomic<size_t> failed_calls_ = 0;
  steady_clock::time_point deadline_;
};

TEST_F(FaultTest, KilledBackends) {
  // kill -9 of one makes the postmaster end them all and recover.
  RunWithFaults(400, [&](std::mt19937_64& random) {
    auto admin = Connection::Open(settings_);
    if (!admin.ok()) return;
    const auto rows =
        (*admin)->Execute({"backends",
                           "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
                           "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"});
    if (!rows.ok() || rows->empty()) return;
    ::kill(static_cast<pid_t>(rows->Int(random() % rows->size(), 0)), SIGKILL);
  });
}

TEST_F(FaultTest, EndedSessions) {
  RunWithFaults(200, [&](std::mt19937_64&) {
    auto admin = Connection::Open(settings_);
    if (!admin.ok()) return;
    const auto ended = (*admin)->Execute({"end",
                                          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                                          "WHERE datname = current_database() "
                                          "AND pid <> pg_backend_pid()"});
    EXPECT_TRUE(ended.ok()) << ended.status().ToString();
  });
}

TEST_F(FaultTest, KilledServer) {
  RunWithFaults(700, [&](std::mt19937_64&) {
    ASSERT_EQ(::kill(cluster_->pid(), SIGKILL), 0);
    const Status restarted = cluster_->Restart();
    EXPECT_TRUE(restarted.ok()) << restarted.ToString();
  });
}

}  // namespace
}  // namespace assay::judge
