// Kill -9 at any moment loses nothing and counts nothing twice; lost things are made again.
#include <gmock/gmock.h>

#include <random>
#include <set>
#include <thread>

#include "common/blobs/master_keys.h"
#include "tests/similarity_service/stage.h"

namespace assay::plagiarism {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;

class CrashTest : public ServiceTest {
 protected:
  // By index and rows: each submission is found by its own text's twin, which nobody else has.
  std::string FoundBy(const std::string& submission) {
    v1::FindSimilarRequest find;
    *find.mutable_caller() = Staff();
    find.set_submission(submission);
    find.set_most(1);
    const auto found = FindSimilar(find);
    if (!found.ok() || found->similar_size() == 0) return found.status().ToString();
    return found->similar(0).side().person();
  }
};

TEST_F(CrashTest, KilledAgainAndAgainEverySubmissionIsIndexedOnce) {
  constexpr unsigned kPairs = 40;
  Launch();
  std::mt19937 random(7);
  std::vector<std::string> ids;
  for (unsigned i = 0; i < kPairs; ++i) {
    // Two of each program, of two people.
    ids.push_back(HandIn("a" + std::to_string(i), ProgramOf(i)));
    HandIn("b" + std::to_string(i), ProgramOf(i));
    if (i % 6 == 5) {
      std::this_thread::sleep_for(milliseconds(random() % 40));  // anywhere in its work
      Kill();
      if (i % 12 == 11) {
        StopJudge();
        StartJudge();
      }
      Launch();
      worker_ = NewWorker("w1");
      worker_->Hello(8);
      worker_->Automatic(8, "AC");
    }
  }
  WaitUntilIndexed(2 * kPairs);
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions"), std::to_string(2 * kPairs));
  for (unsigned i = 0; i < kPairs; ++i) EXPECT_EQ(FoundBy(ids[i]), "b" + std::to_string(i));
  // As many in the index as in the rows: erasing everybody gives each once.
  int removed = 0;
  for (unsigned i = 0; i < kPairs; ++i) {
    for (const char* side : {"a", "b"}) {
      v1::ErasePersonRequest erase;
      *erase.mutable_caller() = Staff();
      erase.mutable_caller()->set_all_courses(true);
      erase.set_person(side + std::to_string(i));
      removed += Must(ErasePerson(erase)).fingerprints_removed();
    }
  }
  EXPECT_EQ(removed, static_cast<int>(2 * kPairs));
}

TEST_F(CrashTest, WhatIsGradedWhileItIsAwayIsReadLater) {
  Launch();
  Terminate();
  for (unsigned i = 0; i < 12; ++i) HandIn("p" + std::to_string(i), ProgramOf(i));
  EXPECT_TRUE(Eventually([&] { return worker_->graded() == 12; }));
  Launch();
  WaitUntilIndexed(12);
}

TEST_F(CrashTest, WithoutTheJudgeItServesAndGoesOnLater) {
  Launch();
  for (unsigned i = 0; i < 3; ++i) HandIn("p" + std::to_string(i), ProgramOf(i));
  WaitUntilIndexed(3);
  StopJudge();
  EXPECT_TRUE(Eventually([&] {
    const auto state = GetAssignment(For<v1::GetAssignmentRequest>());
    return state.ok() && !state->following() && state->indexed() == 3;
  }));
  StartJudge();
  worker_ = NewWorker("w1");
  worker_->Hello(8);
  worker_->Automatic(8, "AC");
  HandIn("late", ProgramOf(9));
  WaitUntilIndexed(4);
  EXPECT_TRUE(Must(GetAssignment(For<v1::GetAssignmentRequest>())).following());
}

TEST_F(CrashTest, ALostIndexIsFilledAgain) {
  Launch();
  const std::string first = HandIn("ann", ProgramOf(1));
  HandIn("bob", ProgramOf(1));
  for (unsigned i = 2; i < 10; ++i) HandIn("p" + std::to_string(i), ProgramOf(i));
  WaitUntilIndexed(10);
  ASSERT_EQ(FoundBy(first), "bob");
  Terminate();
  fs::remove_all(Path("index"));
  Launch();
  EXPECT_THAT(Log(), HasSubstr("filled again"));
  EXPECT_TRUE(Eventually([&] { return FoundBy(first) == "bob"; })) << FoundBy(first);
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions"), "10");
}

TEST_F(CrashTest, AComparisonThatDiedIsDoneAgain) {
  Launch();
  for (unsigned i = 0; i < 30; ++i) HandIn("p" + std::to_string(i), ProgramOf(i % 29));
  WaitUntilIndexed(30);
  const std::string id = Must(StartComparison(For<v1::StartComparisonRequest>())).id();
  Kill();
  // As if it had been in the middle.
  Must(admin_->ExecuteScript("UPDATE plagiarism.comparisons SET state = 1 WHERE state = 0"));
  Launch();
  v1::GetComparisonRequest get = Newest();
  get.set_id(id);
  EXPECT_TRUE(Eventually([&] { return Must(GetComparison(get)).state() == "done"; }));
  v1::ListPairsRequest list;
  *list.mutable_comparison() = get;
  EXPECT_GT(Must(ListPairs(list)).pairs(0).probability(), 0.9);
}

TEST_F(CrashTest, OneWaitsAtATimeAndCanBeCancelled) {
  Launch();
  for (unsigned i = 0; i < 3; ++i) HandIn("p" + std::to_string(i), ProgramOf(i));
  WaitUntilIndexed(3);
  Terminate();
  // One that waits, and nobody who would do it.
  Launch();
  Must(
      admin_->ExecuteScript("INSERT INTO plagiarism.comparisons (id, tenant, course, problem, "
                            "request, started_by, state) "
                            "VALUES ('stuck', 't1', 'cs101', 'sum', '', 'teacher', 1)"));
  EXPECT_EQ(StartComparison(For<v1::StartComparisonRequest>()).status().code(),
            StatusCode::kResourceExhausted);
  v1::GetComparisonRequest cancel = Newest();
  cancel.set_id("stuck");
  EXPECT_EQ(Must(CancelComparison(cancel)).state(), "cancelled");
  EXPECT_EQ(Must(CancelComparison(cancel)).state(), "cancelled");
  Compare(For<v1::StartComparisonRequest>());
  EXPECT_EQ(Must(CancelComparison([&] {
              auto done = Newest();
              done.set_id(Must(GetComparison(Newest())).id());
              return done;
            }()))
                .state(),
            "done");
}

TEST_F(CrashTest, AnErasureThatDiedIsFinishedAtTheStart) {
  Launch();
  for (unsigned i = 0; i < 4; ++i) HandIn("p" + std::to_string(i), ProgramOf(i));
  WaitUntilIndexed(4);
  v1::ErasePersonRequest erase;
  *erase.mutable_caller() = Staff();
  erase.mutable_caller()->set_all_courses(true);
  erase.set_person("p1");
  const std::string id = Must(ErasePerson(erase)).id();
  Kill();
  // As if it had died after its first step, for another person.
  Must(admin_->ExecuteScript(
      "INSERT INTO plagiarism.erasures (tenant, person_hash, person, asked_by) "
      "VALUES ('t1', 'whatever', 'p2', 'root')"));
  Launch();
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.submissions"), "2");
  EXPECT_EQ(One("SELECT count(*) FROM plagiarism.erasures WHERE person_hash = '" + id + "'"), "1");
}

TEST_F(CrashTest, ANewMasterKeySealsAgain) {
  Launch();
  const std::string first = HandIn("ann", ProgramOf(1));
  HandIn("bob", ProgramOf(1));
  WaitUntilIndexed(2);
  const std::string before = One("SELECT sealed_key FROM plagiarism.tenants");
  Terminate();
  Must(blobs::AddMasterKey(Path("master.key")));
  Launch();
  EXPECT_NE(One("SELECT sealed_key FROM plagiarism.tenants"), before);
  Terminate();
  Must(blobs::RemoveOldMasterKeys(Path("master.key")));
  Launch();
  EXPECT_EQ(FoundBy(first), "bob");
}

TEST_F(CrashTest, ASecondProcessWaitsForTheFolder) {
  Launch();
  process::Command second = command_;
  for (std::string& word : second.argv) {
    if (word == "unix:" + Path("service.sock")) word = "unix:" + Path("second.sock");
    if (word == Path("ready")) word = Path("second-ready");
  }
  second.log = Path("second-log");
  const auto waiting = Must(process::Child::Start(second));
  EXPECT_TRUE(Eventually([&] {
    const auto log = ReadFile(Path("second-log"));
    return log.ok() && log->find("another process has this index open") != std::string::npos;
  }));
  EXPECT_FALSE(fs::exists(Path("second-ready")));
  Kill();
  EXPECT_TRUE(Eventually([&] { return fs::exists(Path("second-ready")); }));
}

}  // namespace
}  // namespace assay::plagiarism
