#include "judge/store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "common/database/test_cluster.h"
#include "common/sha256.h"
#include "judge/queue/queue.h"
#include "judge/queue/test_schema.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

using database::Connection;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr milliseconds kLease{60'000};

template <typename T>
T Must(Result<T> result) {
  EXPECT_TRUE(result.ok()) << result.status().ToString();
  return result.ok() ? std::move(result).value() : T{};
}
void Must(const Status& status) { EXPECT_TRUE(status.ok()) << status.ToString(); }

class StoreTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<database::TestCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  void SetUp() override {
    ASSERT_TRUE(cluster_->ok());
    const database::Settings settings = cluster_->NewDatabase();
    admin_ = Must(Connection::Open(settings));
    ASSERT_NO_FATAL_FAILURE(MigrateForTest(*admin_));
    queue_ = Must(Queue::Open(settings));
    store_ = std::make_unique<Store>(settings);
  }

  NewSubmission New(const std::string& key = "", const std::string& tenant = "t1") {
    NewSubmission s;
    // A millisecond each: lists are in the order of creation.
    s.id = NewId(std::chrono::sys_time<milliseconds>(milliseconds(1'800'000'000'000 + ++made_)));
    s.tenant = tenant;
    s.course = "cs101";
    s.problem = "sum";
    s.problem_version = 1;
    s.person = "ann";
    s.idempotency_key = key;
    s.request = Sha256Hex("request");
    s.payload = Sha256Hex("payload");
    return s;
  }
  // Inserted and enqueued, the job not noted.
  SubmissionStore::Inserted Add(const NewSubmission& s) {
    auto inserted = Must(store_->submissions().Insert(s));
    Enqueue(inserted.judgement, s.tenant + "/" + s.course);
    return inserted;
  }
  int64_t Enqueue(int64_t judgement, const std::string& course = "t1/cs101") {
    NewJob job;
    job.course = course;
    job.idempotency_key = std::to_string(judgement);
    job.payload = Sha256Hex("payload");
    const auto jobs = Must(queue_->Enqueue(std::span(&job, 1)));
    return jobs.empty() ? 0 : jobs[0].id;
  }
  // Leases what waits and finishes it with that summary.
  void FinishAll(const std::string& summary) {
    for (const LeasedJob& job : Must(queue_->Lease("w1", 100, kLease))) {
      const JobResult result{job.id, job.attempt, "", summary};
      Must(queue_->Finish(std::span(&result, 1)));
    }
  }
  // As the service's sweeper does.
  void EnqueueAndNote() {
    std::vector<std::pair<int64_t, int64_t>> noted;
    for (const Unqueued& u : Must(store_->submissions().FindUnqueued(milliseconds(0), 100))) {
      if (u.payload.empty()) continue;
      noted.emplace_back(u.judgement, Enqueue(u.judgement, u.tenant + "/" + u.course));
    }
    Must(store_->submissions().NoteJobs(noted));
  }
  std::string StartRejudge(const SubmissionQuery& query, bool newest = false) {
    RejudgeRecord rejudge;
    rejudge.id = NewId(std::chrono::system_clock::now());
    rejudge.tenant = query.tenant;
    rejudge.reason = "wrong answer file";
    rejudge.newest_version = newest;
    Must(store_->rejudges().Start(rejudge, query));
    return rejudge.id;
  }
  std::string SummaryOf(const std::string& id) {
    return Must(store_->submissions().Get("t1", id)).summary;
  }

  static std::unique_ptr<database::TestCluster> cluster_;
  int64_t made_ = 0;
  std::unique_ptr<Connection> admin_;
  std::unique_ptr<Queue> queue_;
  std::unique_ptr<Store> store_;
};
std::unique_ptr<database::TestCluster> StoreTest::cluster_;

TEST_F(StoreTest, StateIsThatOfTheJob) {
  const NewSubmission s = New();
  const auto inserted = Must(store_->submissions().Insert(s));
  EXPECT_TRUE(inserted.created);
  EXPECT_EQ(Must(store_->submissions().Get("t1", s.id)).state, JobState::kWaiting);
  Enqueue(inserted.judgement);
  auto found = Must(store_->submissions().Get("t1", s.id));
  EXPECT_EQ(found.state, JobState::kWaiting);
  EXPECT_GT(found.job, 0) << "found by its key though it was not noted";
  const auto leased = Must(queue_->Lease("w1", 1, kLease));
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].idempotency_key, std::to_string(inserted.judgement));
  EXPECT_EQ(Must(store_->submissions().Get("t1", s.id)).state, JobState::kLeased);
  const JobResult result{leased[0].id, 1, Sha256Hex("report"), "WA 0.5\n{}"};
  Must(queue_->Finish(std::span(&result, 1)));
  found = Must(store_->submissions().Get("t1", s.id));
  EXPECT_EQ(found.state, JobState::kDone);
  EXPECT_EQ(found.summary, "WA 0.5\n{}");
  EXPECT_EQ(found.report, Sha256Hex("report"));
  EXPECT_EQ(found.attempts, 1);
  EXPECT_GE(found.ended_us, 1);
  EXPECT_EQ(found.created_us, 1'800'000'000'001'000);
}

TEST_F(StoreTest, ChangesAreFollowed) {
  const auto ids = [](const std::vector<ChangeStore::Change>& changes) {
    std::vector<std::string> all;
    for (const auto& change : changes) all.push_back(change.submission);
    return all;
  };
  const NewSubmission a = New();
  const NewSubmission b = New();
  Add(a);
  Add(b);
  auto changes = Must(store_->changes().List(0, 10));
  ASSERT_THAT(ids(changes), ::testing::UnorderedElementsAre(a.id, b.id));
  EXPECT_THAT(ids(Must(store_->changes().List(0, 1))), ElementsAre(changes[0].submission));
  int64_t last = changes.back().sequence;
  EXPECT_THAT(Must(store_->changes().List(last, 10)), IsEmpty());

  FinishAll("WA 0\n{}");  // the jobs are not noted: they are found by their keys
  changes = Must(store_->changes().List(last, 10));
  EXPECT_THAT(ids(changes), ::testing::UnorderedElementsAre(a.id, b.id));
  last = changes.back().sequence;
  EXPECT_THAT(ids(Must(store_->changes().List(0, 10))), SizeIs(2)) << "each stands once";

  // What was written by a transaction that is still open is told after its end, whatever was told
  // meanwhile.
  Must(admin_->ExecuteScript("BEGIN; INSERT INTO judge.touched (submission) VALUES ('" + a.id +
                             "')"));
  const NewSubmission c = New();
  Add(c);
  changes = Must(store_->changes().List(last, 10));
  EXPECT_THAT(ids(changes), ElementsAre(c.id));
  last = changes.back().sequence;
  Must(admin_->ExecuteScript("COMMIT"));
  EXPECT_THAT(ids(Must(store_->changes().List(last, 10))), ElementsAre(a.id));
}

TEST_F(StoreTest, ACommittedRejudgeIsAChange) {
  const NewSubmission s = New();
  Add(s);
  FinishAll("WA 0\n{}");
  int64_t last = Must(store_->changes().List(0, 10)).back().sequence;
  SubmissionQuery query;
  query.tenant = "t1";
  query.course = "cs101";
  const std::string rejudge = StartRejudge(query);
  EnqueueAndNote();
  FinishAll("AC 1\n{}");
  const auto changes = Must(store_->changes().List(last, 10));
  if (!changes.empty()) last = changes.back().sequence;
  Must(store_->rejudges().Commit("t1", rejudge));
  EXPECT_THAT(Must(store_->changes().List(last, 10)), SizeIs(1));
}

TEST_F(StoreTest, OtherTenantsSeeNothing) {
  const NewSubmission s = New();
  Add(s);
  EXPECT_EQ(store_->submissions().Get("t2", s.id).status().code(), StatusCode::kNotFound);
  SubmissionQuery query;
  query.tenant = "t2";
  EXPECT_THAT(Must(store_->submissions().List(query, "", 10)), IsEmpty());
}

TEST_F(StoreTest, OneKeyIsOneSubmissionHoweverManyAsk) {
  std::vector<std::thread> threads;
  std::mutex mutex;
  std::set<std::string> ids;
  int created = 0;
  std::vector<NewSubmission> all;
  for (int i = 0; i < 8; ++i) all.push_back(New("k"));
  for (const NewSubmission& s : all) {
    threads.emplace_back([&] {
      const auto inserted = Must(store_->submissions().Insert(s));
      const std::lock_guard lock(mutex);
      ids.insert(inserted.id);
      created += inserted.created ? 1 : 0;
      EXPECT_FALSE(inserted.conflict);
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_THAT(ids, SizeIs(1));
  EXPECT_EQ(created, 1);
  NewSubmission other = New("k");
  other.request = Sha256Hex("another request");
  EXPECT_TRUE(Must(store_->submissions().Insert(other)).conflict);
  NewSubmission elsewhere = New("k", "t2");
  EXPECT_TRUE(Must(store_->submissions().Insert(elsewhere)).created);
}

TEST_F(StoreTest, InsertMayBeRepeated) {
  const NewSubmission s = New("k");
  const auto first = Must(store_->submissions().Insert(s));
  const auto again = Must(store_->submissions().Insert(s));
  EXPECT_TRUE(again.created);
  EXPECT_EQ(again.judgement, first.judgement);
}

TEST_F(StoreTest, WhatWasNotEnqueuedIsFoundAndNoted) {
  const auto inserted = Must(store_->submissions().Insert(New()));
  EXPECT_THAT(Must(store_->submissions().FindUnqueued(milliseconds(60'000), 10)), IsEmpty());
  const auto found = Must(store_->submissions().FindUnqueued(milliseconds(0), 10));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].judgement, inserted.judgement);
  EXPECT_EQ(found[0].payload, Sha256Hex("payload"));
  EnqueueAndNote();
  EXPECT_THAT(Must(store_->submissions().FindUnqueued(milliseconds(0), 10)), IsEmpty());
}

TEST_F(StoreTest, ListsPageByPageAndByVerdict) {
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) {
    const NewSubmission s = New();
    Add(s);
    ids.push_back(s.id);
    FinishAll(i % 2 == 0 ? "AC 1\n{}" : "WA 0\n{}");
  }
  Add(New());  // waits
  EnqueueAndNote();
  SubmissionQuery query;
  query.tenant = "t1";
  query.course = "cs101";
  const auto first = Must(store_->submissions().List(query, "", 4));
  ASSERT_THAT(first, SizeIs(4));
  EXPECT_EQ(first[1].id, ids[4]);
  EXPECT_EQ(first[0].state, JobState::kWaiting);
  const auto rest = Must(store_->submissions().List(query, first.back().id, 4));
  ASSERT_THAT(rest, SizeIs(2));
  EXPECT_EQ(rest.back().id, ids[0]);
  query.verdicts = {"WA", "TLE"};
  const auto wrong = Must(store_->submissions().List(query, "", 10));
  ASSERT_THAT(wrong, SizeIs(2));
  EXPECT_EQ(wrong[0].id, ids[3]);
  query.verdicts.clear();
  query.states = {JobState::kWaiting, JobState::kLeased};
  EXPECT_THAT(Must(store_->submissions().List(query, "", 10)), SizeIs(1));
  query.states = {JobState::kDone};
  EXPECT_THAT(Must(store_->submissions().List(query, "", 10)), SizeIs(5));
  query.states.clear();
  query.person = "bob";
  EXPECT_THAT(Must(store_->submissions().List(query, "", 10)), IsEmpty());
}

TEST_F(StoreTest, RejudgeCountsOnlyAfterItsCommitAndCanBeUndone) {
  const NewSubmission a = New();
  const NewSubmission b = New();
  Add(a);
  Add(b);
  FinishAll("WA 0\n{\"old\":1}");
  EnqueueAndNote();
  SubmissionQuery query;
  query.tenant = "t1";
  query.problem = "sum";
  const std::string id = StartRejudge(query);
  EXPECT_THAT(store_->rejudges().Commit("t1", id).status().message(), HasSubstr("not graded yet"));
  EnqueueAndNote();
  EXPECT_EQ(store_->rejudges().Commit("t1", id).status().code(), StatusCode::kFailedPrecondition);
  FinishAll("AC 1\n{\"new\":1}");
  const RejudgeRecord preview = Must(store_->rejudges().Get("t1", id));
  EXPECT_EQ(preview.total, 2);
  EXPECT_EQ(preview.done, 2);
  EXPECT_EQ(preview.changed, 2);
  EXPECT_THAT(Must(store_->rejudges().Changes(id, 10)), SizeIs(2));
  EXPECT_EQ(SummaryOf(a.id), "WA 0\n{\"old\":1}");
  EXPECT_EQ(store_->rejudges().Commit("t2", id).status().code(), StatusCode::kNotFound);
  EXPECT_THAT(Must(store_->rejudges().Commit("t1", id)), ElementsAre(a.id, b.id));
  EXPECT_EQ(SummaryOf(a.id), "AC 1\n{\"new\":1}");
  EXPECT_EQ(Must(store_->submissions().Get("t1", a.id)).revision, 2);

  const std::string later = StartRejudge(query);
  EnqueueAndNote();
  FinishAll("AC 1\n{\"later\":1}");
  EXPECT_EQ(Must(store_->rejudges().Get("t1", later)).changed, 0);
  Must(store_->rejudges().Commit("t1", later));
  EXPECT_THAT(store_->rejudges().Undo("t1", id).status().message(), HasSubstr("later rejudge"));
  EXPECT_THAT(Must(store_->rejudges().Undo("t1", later)), SizeIs(2));
  EXPECT_THAT(Must(store_->rejudges().Undo("t1", id)), SizeIs(2));
  EXPECT_EQ(SummaryOf(a.id), "WA 0\n{\"old\":1}");
  EXPECT_EQ(store_->rejudges().Commit("t1", id).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(Must(store_->rejudges().List("t1", "", 10)), SizeIs(2));
}

TEST_F(StoreTest, ACancelledRejudgeLeavesNothing) {
  Add(New());
  FinishAll("WA 0\n{}");
  SubmissionQuery query;
  query.tenant = "t1";
  const std::string id = StartRejudge(query);
  EXPECT_THAT(Must(store_->rejudges().Cancel("t1", id)), IsEmpty());
  EXPECT_THAT(Must(store_->submissions().FindUnqueued(milliseconds(0), 10)), SizeIs(1))
      << "only the first judgement, which nobody noted";
  const std::string unnoted = StartRejudge(query);
  for (const Unqueued& u : Must(store_->submissions().FindUnqueued(milliseconds(0), 10))) {
    if (u.rejudge) Enqueue(u.judgement);
  }
  EXPECT_THAT(Must(store_->rejudges().Cancel("t1", unnoted)), SizeIs(1))
      << "enqueued, but not noted yet";
  const std::string second = StartRejudge(query);
  EnqueueAndNote();
  EXPECT_THAT(Must(store_->rejudges().Cancel("t1", second)), SizeIs(1));
  query.verdicts = {"TLE"};
  RejudgeRecord none;
  none.id = NewId(std::chrono::system_clock::now());
  none.tenant = "t1";
  EXPECT_EQ(store_->rejudges().Start(none, query).code(), StatusCode::kInvalidArgument);
}

TEST_F(StoreTest, NewVersionsOfAProblemAreRejudgedWithItsPackage) {
  ProblemRecord problem;
  problem.tenant = "t1";
  problem.id = "sum";
  problem.course = "cs101";
  problem.title = "Sum";
  problem.format = "assay";
  problem.package = Sha256Hex("one");
  EXPECT_EQ(Must(store_->problems().Put(problem)).version, 1);
  EXPECT_EQ(Must(store_->problems().Put(problem)).version, 1) << "the same package again";
  Add(New());
  FinishAll("WA 0\n{}");
  EnqueueAndNote();
  problem.package = Sha256Hex("two");
  EXPECT_EQ(Must(store_->problems().Put(problem)).version, 2);
  EXPECT_EQ(Must(store_->problems().Get("t1", "sum")).package, Sha256Hex("two"));
  EXPECT_EQ(store_->problems().Get("t2", "sum").status().code(), StatusCode::kNotFound);
  SubmissionQuery query;
  query.tenant = "t1";
  StartRejudge(query, true);
  const auto found = Must(store_->submissions().FindUnqueued(milliseconds(60'000), 10));
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0].rejudge);
  EXPECT_EQ(found[0].payload, "");
  EXPECT_EQ(found[0].previous_payload, Sha256Hex("payload"));
  EXPECT_EQ(found[0].package, Sha256Hex("two"));
}

TEST_F(StoreTest, DeadLettersAreListedAndRevived) {
  const NewSubmission s = New();
  Add(s);
  EnqueueAndNote();
  for (int attempt = 1; attempt <= 3; ++attempt) {
    const auto leased = Must(queue_->Lease("w1", 1, kLease));
    ASSERT_THAT(leased, SizeIs(1));
    Must(queue_->Fail(leased[0].id, leased[0].attempt, "no image", milliseconds(0)));
  }
  auto found = Must(store_->submissions().Get("t1", s.id));
  EXPECT_EQ(found.state, JobState::kDead);
  EXPECT_EQ(found.failure, "no image");
  EXPECT_THAT(Must(store_->workers().DeadLetters("t1", 0, 10)), SizeIs(1));
  EXPECT_THAT(Must(store_->workers().DeadLetters("t2", 0, 10)), IsEmpty());
  EXPECT_TRUE(Must(queue_->Revive(found.job, 2)));
  EXPECT_FALSE(Must(queue_->Revive(found.job, 2)));
  EXPECT_THAT(Must(store_->workers().DeadLetters("t1", 0, 10)), IsEmpty());
  const auto leased = Must(queue_->Lease("w1", 1, kLease));
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].attempt, 4);
}

TEST_F(StoreTest, AForgottenJobLeavesItsResult) {
  const NewSubmission s = New();
  Add(s);
  FinishAll("AC 1\n{}");
  const NewSubmission cancelled = New();
  Add(cancelled);
  EnqueueAndNote();
  Must(queue_->Cancel(Must(store_->submissions().Get("t1", cancelled.id)).job));
  Add(New());  // alive
  EXPECT_EQ(Must(queue_->Forget(std::chrono::seconds(3600), 100)), 0U);
  EXPECT_EQ(Must(queue_->Forget(std::chrono::seconds(-1), 100)), 2U);
  const auto found = Must(store_->submissions().Get("t1", s.id));
  EXPECT_EQ(found.state, JobState::kDone);
  EXPECT_EQ(found.summary, "AC 1\n{}");
  EXPECT_EQ(Must(store_->submissions().Get("t1", cancelled.id)).state, JobState::kCancelled);
}

TEST_F(StoreTest, ALeaseThatIsReleasedCostsNoAttempt) {
  Add(New());
  for (int i = 0; i < 10; ++i) {
    const auto leased = Must(queue_->Lease("w1", 1, kLease));
    ASSERT_THAT(leased, SizeIs(1)) << i;
    EXPECT_TRUE(Must(queue_->Release(leased[0].id, leased[0].attempt, milliseconds(0))));
    EXPECT_FALSE(Must(queue_->Release(leased[0].id, leased[0].attempt, milliseconds(0))));
  }
}

TEST_F(StoreTest, WorkersAreKnownAndStayInQuarantine) {
  WorkerRecord worker;
  worker.name = "w1";
  worker.slots = 2;
  EXPECT_EQ(Must(store_->workers().Greet(worker)), "");
  Must(store_->workers().SetQuarantine("w1", "impossible figures"));
  EXPECT_EQ(Must(store_->workers().Greet(worker)), "impossible figures");
  EXPECT_THAT(Must(store_->workers().List()), SizeIs(1));
  Must(store_->workers().SetQuarantine("w1", ""));
  EXPECT_EQ(Must(store_->workers().Greet(worker)), "");
  EXPECT_EQ(store_->workers().SetQuarantine("w9", "x").code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::judge
