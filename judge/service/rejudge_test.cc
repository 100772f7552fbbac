// Rejudges end to end: preview, commit, undo, cancel; what students see meanwhile.
#include <gmock/gmock.h>

#include "judge/service/test_judge.h"

namespace assay::judge {
namespace {

using ::testing::SizeIs;

class RejudgeTest : public JudgeTest {
 protected:
  void SetUp() override {
    JudgeTest::SetUp();
    ASSERT_NO_FATAL_FAILURE(StartJudge());
    worker_ = NewWorker("w1");
    worker_->Hello(4);
  }

  v1::Rejudge Start(const v1::SubmissionFilter& filter, bool newest = false) {
    v1::StartRejudgeRequest request;
    *request.mutable_caller() = Staff();
    *request.mutable_filter() = filter;
    request.set_reason("a wrong answer file");
    request.set_newest_version(newest);
    return Must(client_->StartRejudge(request));
  }
  static v1::GetRejudgeRequest Of(const v1::Rejudge& rejudge) {
    v1::GetRejudgeRequest request;
    *request.mutable_caller() = Staff();
    request.set_id(rejudge.id());
    return request;
  }
  v1::Rejudge Now(const v1::Rejudge& rejudge) { return Must(client_->GetRejudge(Of(rejudge))); }
  std::string SeenByStudent(const std::string& id) {
    v1::GetSubmissionRequest request;
    *request.mutable_caller() = Student();
    request.set_id(id);
    return Must(client_->GetSubmission(request)).result().verdict();
  }
  // Grades `count` jobs with that verdict, by hand.
  void Grade(int count, const std::string& verdict) {
    for (int i = 0; i < count; ++i) {
      worker_->Credit(1);
      worker_->Finish(worker_->WaitLease().lease(), verdict, verdict == "AC" ? 1 : 0);
      EXPECT_TRUE(worker_->WaitAccepted().counted());
    }
  }

  std::unique_ptr<TestWorker> worker_;
};

TEST_F(RejudgeTest, PreviewCommitAndUndo) {
  const std::string a = GradedNoop(*worker_, "WA", 0);
  const std::string b = GradedNoop(*worker_, "WA", 0);
  const std::string c = GradedNoop(*worker_, "AC", 1);
  v1::SubmissionFilter wrong;
  wrong.set_course("cs101");
  wrong.add_verdicts("WA");
  // What was graded a moment ago is noted a moment later.
  v1::ListSubmissionsRequest list;
  *list.mutable_caller() = Staff();
  *list.mutable_filter() = wrong;
  ASSERT_TRUE(
      Eventually([&] { return Must(client_->ListSubmissions(list)).submissions_size() == 2; }));
  const v1::Rejudge rejudge = Start(wrong);
  EXPECT_EQ(rejudge.total(), 2);
  EXPECT_EQ(client_->CommitRejudge(Of(rejudge)).status().code(), StatusCode::kFailedPrecondition);
  Grade(2, "AC");
  ASSERT_TRUE(Eventually([&] { return Now(rejudge).state() == v1::REJUDGE_STATE_READY; }));
  const v1::Rejudge preview = Now(rejudge);
  EXPECT_EQ(preview.changed(), 2);
  ASSERT_THAT(preview.changes(), SizeIs(2));
  EXPECT_EQ(preview.changes(0).before().verdict(), "WA");
  EXPECT_EQ(preview.changes(0).after().verdict(), "AC");
  EXPECT_EQ(SeenByStudent(a), "WA") << "nothing counts before the commit";

  EventReader board(*client_);
  v1::WatchManyRequest watch;
  *watch.mutable_watch_course()->mutable_caller() = Staff();
  watch.mutable_watch_course()->set_course("cs101");
  board.Send(watch);
  v1::WatchManyRequest none;
  none.mutable_watch()->set_id("x");
  board.Send(none);
  ASSERT_TRUE(Eventually([&] { return !board.Events().empty(); }));

  v1::GetRejudgeRequest stranger = Of(rejudge);
  stranger.mutable_caller()->set_tenant("t2");
  EXPECT_EQ(client_->CommitRejudge(stranger).status().code(), StatusCode::kNotFound);
  EXPECT_EQ(Must(client_->CommitRejudge(Of(rejudge))).state(), v1::REJUDGE_STATE_COMMITTED);
  EXPECT_EQ(SeenByStudent(a), "AC");
  EXPECT_EQ(Get(a).judgement(), 2);
  EXPECT_EQ(Get(c).judgement(), 1);
  EXPECT_TRUE(board.WaitForState(v1::STATE_DONE, a));
  EXPECT_EQ(Must(client_->UndoRejudge(Of(rejudge))).state(), v1::REJUDGE_STATE_UNDONE);
  EXPECT_EQ(SeenByStudent(a), "WA");
  EXPECT_EQ(SeenByStudent(b), "WA");
  EXPECT_EQ(client_->CommitRejudge(Of(rejudge)).status().code(), StatusCode::kFailedPrecondition);
}

TEST_F(RejudgeTest, WatchersHearNothingOfItBeforeTheCommit) {
  const std::string a = GradedNoop(*worker_, "WA", 0);
  v1::SubmissionFilter filter;
  filter.add_ids(a);
  const v1::Rejudge rejudge = Start(filter);
  worker_->Credit(1);
  const v1::Leased leased = worker_->WaitLease();
  EXPECT_EQ(leased.submission(), a);
  EventReader reader(*client_, [&] {
    v1::WatchRequest request;
    *request.mutable_caller() = Staff();
    request.set_id(a);
    return request;
  }());
  v1::TestDone test;
  test.set_name("rejudged");
  test.set_verdict("AC");
  worker_->Event(leased.lease(), 1, test);
  worker_->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker_->WaitAccepted().counted());
  EXPECT_EQ(reader.WaitForEnd().code(), StatusCode::kOk);
  for (const v1::SubmissionEvent& event : reader.Events()) EXPECT_FALSE(event.has_test());
  EXPECT_EQ(reader.Events().back().snapshot().result().verdict(), "WA");
}

TEST_F(RejudgeTest, ANewVersionOfTheProblem) {
  PutExample("sum", "sum");
  v1::SubmitRequest request;
  *request.mutable_caller() = Student();
  request.set_problem("sum");
  request.add_files()->set_path("sum.py");
  const std::string id = Submit(request).id();
  worker_->Credit(1);
  const v1::Leased before = worker_->WaitLease();
  worker_->Finish(before.lease(), "WA", 0);
  EXPECT_TRUE(worker_->WaitAccepted().counted());
  const v1::Problem newer = PutExample("greeting", "sum");
  EXPECT_NE(newer.package_sha256(), before.spec().grade().package_sha256());
  v1::SubmissionFilter filter;
  filter.set_problem("sum");
  const v1::Rejudge rejudge = Start(filter, true);
  worker_->Credit(1);
  const v1::Leased after = worker_->WaitLease();
  EXPECT_EQ(after.spec().grade().package_sha256(), newer.package_sha256());
  EXPECT_EQ(after.spec().grade().files(0).path(), "sum.py");
  EXPECT_FALSE(Must(worker_->GetBlob(after.lease(), newer.package_sha256())).empty());
  worker_->Finish(after.lease(), "AC");
  EXPECT_TRUE(worker_->WaitAccepted().counted());
  ASSERT_TRUE(Eventually([&] { return Now(rejudge).state() == v1::REJUDGE_STATE_READY; }));
  Must(client_->CommitRejudge(Of(rejudge)));
  EXPECT_EQ(Get(id).problem_version(), 2);
}

TEST_F(RejudgeTest, CancelLeavesWhatCounted) {
  const std::string a = GradedNoop(*worker_, "WA", 0);
  const std::string b = GradedNoop(*worker_, "WA", 0);
  v1::SubmissionFilter filter;
  filter.set_person("ann");
  const v1::Rejudge rejudge = Start(filter);
  worker_->Credit(1);
  const v1::Leased running = worker_->WaitLease();
  ASSERT_TRUE(Eventually([&] {  // the other one is in the queue too
    return Must(client_->GetQueue({})).classes(v1::CLASS_BACKGROUND).waiting() == 1;
  }));
  EXPECT_EQ(Must(client_->CancelRejudge(Of(rejudge))).state(), v1::REJUDGE_STATE_CANCELLED);
  EXPECT_EQ(worker_->WaitRevoked().lease().job(), running.lease().job());
  EXPECT_EQ(Must(client_->GetQueue({})).classes(v1::CLASS_BACKGROUND).waiting(), 0);
  EXPECT_EQ(SeenByStudent(a), "WA");
  EXPECT_EQ(client_->CommitRejudge(Of(rejudge)).status().code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(Get(b).judgement(), 1);
}

TEST_F(RejudgeTest, IsForStaffAndNeedsACondition) {
  v1::StartRejudgeRequest request;
  *request.mutable_caller() = Staff();
  EXPECT_EQ(client_->StartRejudge(request).status().code(), StatusCode::kInvalidArgument);
  request.mutable_filter()->set_course("cs101");
  EXPECT_EQ(client_->StartRejudge(request).status().code(), StatusCode::kInvalidArgument)
      << "nothing has ended";
  *request.mutable_caller() = Student();
  EXPECT_EQ(client_->StartRejudge(request).status().code(), StatusCode::kPermissionDenied);
  v1::GetRejudgeRequest get;
  *get.mutable_caller() = Staff();
  get.set_id("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  EXPECT_EQ(client_->GetRejudge(get).status().code(), StatusCode::kNotFound);
}

}  // namespace
}  // namespace assay::judge
