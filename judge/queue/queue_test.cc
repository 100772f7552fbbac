#include "judge/queue/queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/database/test_cluster.h"
#include "common/sha256.h"
#include "judge/queue/statements.h"
#include "judge/queue/test_schema.h"

namespace assay::judge {
namespace {

using database::Connection;
using database::Params;
using database::Statement;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr milliseconds kLease{60'000};

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return result.ok() ? std::move(result).value() : T{};
}

class QueueTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    settings_ = cluster_->NewDatabase();
    admin_ = Must(Connection::Open(settings_));
    ASSERT_NO_FATAL_FAILURE(MigrateForTest(*admin_));
    queue_ = Open();
    ASSERT_TRUE(queue_);
  }

  std::unique_ptr<Queue> Open(QueueOptions options = {}) {
    return Must(Queue::Open(settings_, options));
  }

  NewJob Job(const std::string& key, const std::string& course = "cs101",
             JobClass job_class = JobClass::kBatch) {
    NewJob job;
    job.job_class = job_class;
    job.course = course;
    job.idempotency_key = key;
    job.payload = payload_;
    return job;
  }
  int64_t Add(const NewJob& job) {
    const auto added = Must(queue_->Enqueue(std::span(&job, 1)));
    return added.empty() ? 0 : added[0].id;
  }
  FinishOutcome Finish(const LeasedJob& job, const std::string& summary = "AC") {
    const JobResult result{job.id, job.attempt, payload_, summary};
    const auto outcome = Must(queue_->Finish(std::span(&result, 1)));
    return outcome.empty() ? FinishOutcome::kStale : outcome[0];
  }
  LeaseHeld Heartbeat(const LeasedJob& job) {
    const std::pair<int64_t, int> lease{job.id, job.attempt};
    return Must(queue_->Heartbeat(std::span(&lease, 1), kLease)).at(0);
  }
  // The lease runs out now, by the database's clock: no test waits for one.
  void Expire(int64_t job) {
    constexpr Statement kExpire = {
        "expire", "UPDATE judge.jobs SET lease_until = now() - interval '1 second' WHERE id = $1"};
    Must(admin_->Execute(kExpire, Params().Add(job)));
  }
  int64_t Number(const char* name, const char* sql) {
    return Must(admin_->Execute({name, sql})).Int(0, 0);
  }

  static std::unique_ptr<database::TestCluster> cluster_;
  const std::string payload_ = Sha256Hex("payload");
  database::Settings settings_;
  std::unique_ptr<Connection> admin_;
  std::unique_ptr<Queue> queue_;
};
std::unique_ptr<database::TestCluster> QueueTest::cluster_;

TEST_F(QueueTest, AJobGoesThroughOnce) {
  const int64_t id = Add(Job("k1"));
  const auto leased = Must(queue_->Lease("w1", 10, kLease));
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].id, id);
  EXPECT_EQ(leased[0].attempt, 1);
  EXPECT_EQ(leased[0].course, "cs101");
  EXPECT_EQ(leased[0].payload, payload_);
  EXPECT_THAT(Must(queue_->Lease("w2", 10, kLease)), IsEmpty());
  EXPECT_EQ(Must(queue_->Depth())[Index(JobClass::kBatch)].leased, 1);
  EXPECT_EQ(Heartbeat(leased[0]), LeaseHeld::kYes);
  EXPECT_EQ(Finish(leased[0]), FinishOutcome::kAccepted);
  EXPECT_EQ(Finish(leased[0], "WA"), FinishOutcome::kAlready);
  EXPECT_EQ(Heartbeat(leased[0]), LeaseHeld::kLost);
  EXPECT_EQ(
      Number("one", "SELECT count(*) FROM judge.results WHERE summary = 'AC' AND worker = 'w1'"),
      1);
}

// The plan of an empty table must be that of a large one: by primary key, whatever the statistics.
TEST_F(QueueTest, ALeaseLooksUpIdsAndWalksNoIndex) {
  const Status set = admin_->ExecuteScript(
      "SET enable_seqscan = off; SET enable_bitmapscan = off; "
      "SET plan_cache_mode = force_generic_plan");
  ASSERT_TRUE(set.ok()) << set.ToString();
  const std::string sql = std::string("EXPLAIN ") + sql::kLease.sql;
  const std::vector<int64_t> ids = {1, 2, 3};
  const auto rows =
      Must(admin_->Execute({"explain", sql.c_str()},
                           Params().AddArray(ids).Add(int64_t{1}).Add("w").Add(int64_t{1000})));
  std::string plan;
  for (size_t i = 0; i < rows.size(); ++i) plan += std::string(rows.Text(i, 0)) + "\n";
  EXPECT_THAT(plan, HasSubstr("Index Scan using jobs_pkey")) << plan;
  for (const char* other : {"Seq Scan", "jobs_fresh", "jobs_later", "jobs_lease", "Bitmap"}) {
    EXPECT_THAT(plan, ::testing::Not(HasSubstr(other))) << plan;
  }
}

TEST_F(QueueTest, EnqueueIsIdempotentByKeyWithinACourse) {
  const std::vector<NewJob> first = {Job("a"), Job("b")};
  const auto one = Must(queue_->Enqueue(first));
  const std::vector<NewJob> second = {Job("b"), Job("c"), Job("a", "cs102")};
  const auto two = Must(queue_->Enqueue(second));
  EXPECT_EQ(two[0].id, one[1].id);
  EXPECT_FALSE(two[0].created);
  EXPECT_FALSE(two[0].conflict);
  EXPECT_TRUE(two[1].created && two[2].created);
  EXPECT_EQ(Number("count", "SELECT count(*) FROM judge.jobs"), 4);
  NewJob other = Job("a");
  other.payload = Sha256Hex("something else");
  const auto conflict = Must(queue_->Enqueue(std::span(&other, 1)));
  EXPECT_TRUE(conflict[0].conflict);
  EXPECT_EQ(conflict[0].id, one[0].id);
  const std::vector<NewJob> twice = {Job("x"), Job("x")};
  EXPECT_EQ(queue_->Enqueue(twice).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(QueueTest, ManyAtOnceWithTheSameKeysAgree) {
  std::vector<NewJob> jobs;
  for (int i = 0; i < 50; ++i) jobs.push_back(Job("k" + std::to_string(i)));
  const std::vector<NewJob> reversed(jobs.rbegin(), jobs.rend());
  std::mutex mutex;
  std::map<std::string, std::set<int64_t>> ids;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      const auto& mine = t % 2 == 0 ? jobs : reversed;
      const auto added = Must(queue_->Enqueue(mine));
      const std::lock_guard lock(mutex);
      for (size_t i = 0; i < added.size(); ++i) ids[mine[i].idempotency_key].insert(added[i].id);
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_EQ(ids.size(), 50U);
  for (const auto& [key, set] : ids) EXPECT_EQ(set.size(), 1U) << key;
  EXPECT_EQ(Number("count", "SELECT count(*) FROM judge.jobs"), 50);
}

TEST_F(QueueTest, HostileTextIsKeptAsItIs) {
  const std::string hostile = "'); DROP TABLE judge.jobs; -- \"{},\\ NULL $1";
  Add(Job(hostile, hostile));
  const auto leased = Must(queue_->Lease(hostile, 1, kLease));
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].course, hostile);
  EXPECT_EQ(Finish(leased[0], hostile), FinishOutcome::kAccepted);
  constexpr Statement kSame = {
      "same", "SELECT count(*) FROM judge.results WHERE summary = $1 AND worker = $1"};
  EXPECT_EQ(Must(admin_->Execute(kSame, Params().Add(hostile))).Int(0, 0), 1);
  NewJob bad = Job("x");
  bad.payload = "'); DROP TABLE judge.jobs; --";
  EXPECT_EQ(queue_->Enqueue(std::span(&bad, 1)).status().code(), StatusCode::kInvalidArgument);
}

TEST_F(QueueTest, ClassesGoFirstAndAFloodWaitsForItsTurn) {
  std::vector<NewJob> flood;
  for (int i = 0; i < 500; ++i) flood.push_back(Job("f" + std::to_string(i), "flood"));
  Must(queue_->Enqueue(flood));
  ASSERT_THAT(Must(queue_->Lease("w", 3, kLease)), SizeIs(3));
  Add(Job("s", "small"));
  Add(Job("now", "other", JobClass::kInteractive));
  // The line may serve what it knows for 2 ms before it looks again; a sweep looks at once.
  Must(queue_->Sweep());
  const auto next = Must(queue_->Lease("w", 3, kLease));
  ASSERT_THAT(next, SizeIs(3));
  EXPECT_EQ(next[0].course, "other");
  EXPECT_EQ(next[1].course, "flood");
  EXPECT_EQ(next[2].course, "small");
}

TEST_F(QueueTest, ALateFinisherIsRefused) {
  Add(Job("k"));
  const LeasedJob first = Must(queue_->Lease("slow", 1, kLease)).at(0);
  Expire(first.id);
  EXPECT_EQ(Must(queue_->Sweep()), 1U);
  const LeasedJob second = Must(queue_->Lease("quick", 1, kLease)).at(0);
  EXPECT_EQ(second.id, first.id);
  EXPECT_EQ(second.attempt, 2);
  EXPECT_EQ(Heartbeat(first), LeaseHeld::kLost);
  EXPECT_EQ(Finish(first), FinishOutcome::kStale);
  EXPECT_EQ(Must(queue_->Fail(first.id, first.attempt, "late", seconds(0))), FailOutcome::kStale);
  EXPECT_EQ(Finish(second), FinishOutcome::kAccepted);
  EXPECT_EQ(Finish(first), FinishOutcome::kStale);
  EXPECT_EQ(Number("a", "SELECT attempt FROM judge.results"), 2);
}

TEST_F(QueueTest, AHeartbeatKeepsALeaseThatWouldRunOut) {
  Add(Job("k"));
  const LeasedJob job = Must(queue_->Lease("w", 1, kLease)).at(0);
  Expire(job.id);
  EXPECT_EQ(Heartbeat(job), LeaseHeld::kYes);
  EXPECT_EQ(Must(queue_->Sweep()), 0U);
  EXPECT_EQ(Finish(job), FinishOutcome::kAccepted);
}

TEST_F(QueueTest, FailedJobsComeAgainAndDieWithTheReason) {
  NewJob job = Job("k");
  job.max_attempts = 2;
  const int64_t id = Add(job);
  LeasedJob leased = Must(queue_->Lease("w", 1, kLease)).at(0);
  EXPECT_EQ(Must(queue_->Fail(id, 1, "no sandbox", seconds(0))), FailOutcome::kRetry);
  leased = Must(queue_->Lease("w", 1, kLease)).at(0);
  EXPECT_EQ(leased.attempt, 2);
  EXPECT_EQ(Must(queue_->Fail(id, 2, "still no sandbox", seconds(0))), FailOutcome::kDead);
  EXPECT_THAT(Must(queue_->Lease("w", 1, kLease)), IsEmpty());
  const auto rows =
      Must(admin_->Execute({"dead", "SELECT job, attempt, reason FROM judge.dead_letters"}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows.Int(0, 0), id);
  EXPECT_EQ(rows.Text(0, 2), "still no sandbox");
}

TEST_F(QueueTest, ALeaseThatRunsOutTooOftenIsADeadLetter) {
  NewJob job = Job("k");
  job.max_attempts = 1;
  const int64_t id = Add(job);
  const LeasedJob leased = Must(queue_->Lease("w", 1, kLease)).at(0);
  Expire(id);
  EXPECT_EQ(Must(queue_->Sweep()), 1U);
  EXPECT_EQ(Finish(leased), FinishOutcome::kStale);
  EXPECT_EQ(
      Number("d", "SELECT count(*) FROM judge.dead_letters WHERE reason = 'the lease ran out'"), 1);
}

TEST_F(QueueTest, DelayedJobsAndRetriesWaitForTheirTime) {
  NewJob later = Job("later");
  later.delay = seconds(3600);
  const int64_t id = Add(later);
  Must(queue_->Sweep());
  EXPECT_THAT(Must(queue_->Lease("w", 1, kLease)), IsEmpty());
  EXPECT_EQ(Must(queue_->Depth())[Index(JobClass::kBatch)].delayed, 1);
  constexpr Statement kDue = {"due", "UPDATE judge.jobs SET not_before = now() WHERE id = $1"};
  Must(admin_->Execute(kDue, Params().Add(id)));
  const auto fresh = Open();  // a census at its start, as Sweep does from time to time
  const auto leased = Must(fresh->Lease("w", 1, kLease));
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(Must(queue_->Fail(id, 1, "busy", seconds(3600))), FailOutcome::kRetry);
  EXPECT_THAT(Must(queue_->Lease("w", 1, kLease)), IsEmpty());
}

TEST_F(QueueTest, CancelledJobsAreNotLeasedAndHaveNoResult) {
  const int64_t waiting = Add(Job("a"));
  EXPECT_TRUE(Must(queue_->Cancel(waiting)));
  EXPECT_FALSE(Must(queue_->Cancel(waiting)));
  EXPECT_THAT(Must(queue_->Lease("w", 5, kLease)), IsEmpty());
  Add(Job("b"));
  const LeasedJob leased = Must(queue_->Lease("w", 5, kLease)).at(0);
  EXPECT_TRUE(Must(queue_->Cancel(leased.id)));
  EXPECT_EQ(Heartbeat(leased), LeaseHeld::kCancelled);
  EXPECT_EQ(Finish(leased), FinishOutcome::kStale);
  EXPECT_EQ(Number("r", "SELECT count(*) FROM judge.results"), 0);
  EXPECT_EQ(queue_->Cancel(999999).status().code(), StatusCode::kNotFound);
}

TEST_F(QueueTest, AFullQueueRefusesWithATimeButKnowsWhatItHas) {
  QueueOptions options;
  options.max_depth = {100, 100, 3, 100};
  queue_ = Open(options);
  for (const char* key : {"a", "b", "c"}) Add(Job(key));
  const NewJob more = Job("d");
  const Status refused = queue_->Enqueue(std::span(&more, 1)).status();
  EXPECT_EQ(refused.code(), StatusCode::kResourceExhausted);
  EXPECT_THAT(refused.message(), HasSubstr("no more than 3"));
  EXPECT_GE(queue_->RetryAfter(JobClass::kBatch), seconds(1));
  EXPECT_LE(queue_->RetryAfter(JobClass::kBatch), seconds(300));
  const NewJob known = Job("b");
  EXPECT_FALSE(Must(queue_->Enqueue(std::span(&known, 1))).at(0).created);
  Add(Job("e", "cs101", JobClass::kInteractive));  // another class has places
  ASSERT_THAT(Must(queue_->Lease("w", 4, kLease)), SizeIs(4));
  EXPECT_GT(Add(more), 0);
}

TEST_F(QueueTest, ManyWorkersInTwoProcessesNeverHoldOneJob) {
  constexpr size_t kJobs = 1000;
  const auto other = Open();
  std::vector<NewJob> jobs;
  for (size_t i = 0; i < kJobs; ++i)
    jobs.push_back(Job("k" + std::to_string(i), "c" + std::to_string(i % 7)));
  Must(queue_->Enqueue(jobs));
  std::mutex mutex;
  std::multiset<int64_t> held;
  std::vector<std::thread> workers;
  for (int w = 0; w < 4; ++w) {
    workers.emplace_back([&, w] {
      Queue& mine = w % 2 == 0 ? *queue_ : *other;
      while (true) {
        // Ends when nothing comes: each queue looks by itself within half a second.
        const auto got = Must(
            mine.LeaseOrWait("w" + std::to_string(w), 7, kLease, steady_clock::now() + seconds(2)));
        if (got.empty()) return;
        const std::lock_guard lock(mutex);
        for (const LeasedJob& job : got) held.insert(job.id);
      }
    });
  }
  for (std::thread& t : workers) t.join();
  EXPECT_EQ(held.size(), kJobs);
  EXPECT_EQ(std::set<int64_t>(held.begin(), held.end()).size(), kJobs);
}

TEST_F(QueueTest, WaitingEndsWhenAnotherProcessEnqueuesOrByInterrupt) {
  const auto other = Open();
  std::thread waiter([&] {
    EXPECT_THAT(Must(other->LeaseOrWait("w", 1, kLease, steady_clock::now() + seconds(60))),
                SizeIs(1));
    EXPECT_THAT(Must(other->LeaseOrWait("w", 1, kLease, steady_clock::now() + seconds(600))),
                IsEmpty());
  });
  Add(Job("k"));
  while (Must(queue_->Depth())[Index(JobClass::kBatch)].leased == 0) std::this_thread::yield();
  other->Interrupt();
  waiter.join();
}

TEST_F(QueueTest, ANewProcessFindsWhatWaits) {
  for (int i = 0; i < 5; ++i) Add(Job("k" + std::to_string(i)));
  queue_.reset();
  queue_ = Open();
  EXPECT_THAT(Must(queue_->Lease("w", 10, kLease)), SizeIs(5));
}

TEST_F(QueueTest, ValuesOutOfRangeAreRefused) {
  const NewJob no_course = Job("k", "");
  EXPECT_EQ(queue_->Enqueue(std::span(&no_course, 1)).status().code(),
            StatusCode::kInvalidArgument);
  const std::vector<NewJob> many(Queue::kMaxBatch + 1, Job("k"));
  EXPECT_EQ(queue_->Enqueue(many).status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(queue_->Lease("w", 1, milliseconds(1)).status().code(), StatusCode::kInvalidArgument);
  const JobResult big{1, 1, "", std::string(65537, 'x')};
  EXPECT_EQ(queue_->Finish(std::span(&big, 1)).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::judge
