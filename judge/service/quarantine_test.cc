// Workers that break a rule, each in its own way.
#include <gmock/gmock.h>

#include <limits>

#include "judge/service/figures.h"
#include "judge/service/test_judge.h"

namespace assay::judge {
namespace {

using ::testing::HasSubstr;

v1::JobResult Honest() {
  v1::JobResult result;
  result.set_verdict("AC");
  result.set_score(1);
  result.set_max_score(1);
  result.set_max_cpu_us(1000);
  result.set_max_memory_bytes(1 << 20);
  result.set_elapsed_us(2000);
  result.set_tests_passed(1);
  result.set_tests_total(1);
  return result;
}

TEST(Figures, HonestOnesPassAndImpossibleOnesDoNot) {
  const FigureLimits limits;
  const auto held = std::chrono::seconds(1);
  EXPECT_EQ(Impossible(Honest(), held, limits), std::nullopt);
  const auto wrong = [&](auto change) {
    v1::JobResult result = Honest();
    change(result);
    return Impossible(result, held, limits).has_value();
  };
  EXPECT_TRUE(wrong([](auto& r) { r.set_verdict("accepted"); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_verdict(""); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_score(std::numeric_limits<double>::quiet_NaN()); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_score(1.01); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_max_score(-1); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_max_cpu_us(-1); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_max_cpu_us(3'000'000'000); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_max_memory_bytes(int64_t{1} << 50); }));
  EXPECT_TRUE(wrong([](auto& r) { r.set_elapsed_us(3600'000'000); })) << "older than the lease";
  EXPECT_TRUE(wrong([](auto& r) { r.set_tests_passed(2); }));
  EXPECT_FALSE(wrong([](auto& r) { r.set_score(-0.5); })) << "a penalty may go below 0";
}

class QuarantineTest : public JudgeTest {
 protected:
  void SetUp() override {
    JudgeTest::SetUp();
    ASSERT_NO_FATAL_FAILURE(StartJudge());
    bad_ = NewWorker("bad");
    bad_->Hello(2);
  }

  v1::Leased LeaseToBad() {
    id_ = Submit(Noop()).id();
    bad_->Credit(1);
    const v1::Leased leased = bad_->WaitLease();
    EXPECT_EQ(leased.submission(), id_);
    return leased;
  }
  // It is told why, is given nothing, and what it held is graded by another.
  void ExpectQuarantine(const std::string& reason) {
    EXPECT_THAT(bad_->WaitQuarantined().reason(), HasSubstr(reason));
    const auto good = NewWorker("good");
    good->Hello(1);
    bad_->Credit(2);
    good->Automatic(1, "AC");
    ASSERT_TRUE(Eventually([&] { return Get(id_).state() == v1::STATE_DONE; }));
    EXPECT_EQ(Get(id_).result().verdict(), "AC");
    EXPECT_FALSE(bad_->HasLease());
    EXPECT_THAT(Bad().quarantined(), HasSubstr(reason));
  }
  v1::Worker Bad() {
    const v1::ListWorkersResponse all = Must(client_->ListWorkers({}));
    for (const v1::Worker& worker : all.workers()) {
      if (worker.name() == "bad") return worker;
    }
    return {};
  }

  std::unique_ptr<TestWorker> bad_;
  std::string id_;
};

TEST_F(QuarantineTest, ImpossibleFigures) {
  const v1::Leased leased = LeaseToBad();
  v1::JobResult result = Honest();
  result.set_score(100);
  bad_->Finish(leased.lease(), result);
  ExpectQuarantine("a score of 100");
}

TEST_F(QuarantineTest, ImpossibleFiguresOfATest) {
  const v1::Leased leased = LeaseToBad();
  v1::TestDone test;
  test.set_verdict("AC");
  test.set_memory_bytes(-1);
  bad_->Event(leased.lease(), 1, test);
  ExpectQuarantine("negative");
}

TEST_F(QuarantineTest, AReportThatItNeverPut) {
  const v1::Leased leased = LeaseToBad();
  v1::JobResult result = Honest();
  result.set_report_sha256(std::string(64, 'a'));
  bad_->Finish(leased.lease(), result);
  ExpectQuarantine("never put");
}

TEST_F(QuarantineTest, AResultForAJobThatItNeverHad) {
  const auto other = NewWorker("other");
  other->Hello(1);
  id_ = Submit(Noop()).id();
  other->Credit(1);
  const v1::Leased leased = other->WaitLease();
  EXPECT_EQ(bad_->GetBlob(leased.lease(), std::string(64, 'a')).status().code(),
            StatusCode::kPermissionDenied);
  EXPECT_EQ(bad_->PutBlob(leased.lease(), "x").status().code(), StatusCode::kPermissionDenied);
  bad_->Finish(leased.lease(), "WA");
  EXPECT_THAT(bad_->WaitQuarantined().reason(), HasSubstr("never had"));
  other->Finish(leased.lease(), "AC");
  EXPECT_TRUE(other->WaitAccepted().counted());
  EXPECT_EQ(Get(id_).result().verdict(), "AC");
}

TEST_F(QuarantineTest, AnInventedJob) {
  id_ = Submit(Noop()).id();
  v1::LeaseId invented;
  invented.set_job(123'456'789);
  invented.set_attempt(1);
  bad_->Finish(invented, "AC");
  ExpectQuarantine("never had");
}

TEST_F(QuarantineTest, FailuresInARow) {
  options_.hub.max_failures = 3;
  bad_.reset();
  StopJudge();
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  bad_ = NewWorker("bad");
  bad_->Hello(1);
  for (int i = 0; i < 3; ++i) {
    bad_->Fail(LeaseToBad().lease(), "the disk is full");
    bad_->WaitAccepted();
    v1::CancelRequest cancel;  // so that the next lease is of another one
    *cancel.mutable_caller() = Student();
    cancel.set_id(id_);
    if (i < 2) Must(client_->Cancel(cancel));
  }
  ExpectQuarantine("3 jobs in a row, lastly: the disk is full");
}

TEST_F(QuarantineTest, ABrokenProblemTakesNoWorkerAway) {
  options_.hub.max_failures = 3;
  bad_.reset();
  StopJudge();
  options_.calls.max_attempts = 10;
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  PutExample("sum", "sum");
  bad_ = NewWorker("bad");
  bad_->Hello(1);
  v1::SubmitRequest request;
  *request.mutable_caller() = Student();
  request.set_problem("sum");
  request.add_files()->set_path("sum.py");
  id_ = Submit(request).id();
  for (int i = 0; i < 5; ++i) {
    bad_->Credit(1);
    bad_->Fail(bad_->WaitLease().lease(), "the package cannot be read");
    bad_->WaitAccepted();
  }
  EXPECT_EQ(Bad().quarantined(), "");
  // But where another worker can do it, it was this one.
  const auto good = NewWorker("good");
  good->Hello(1);
  good->Automatic(1, "AC");
  ASSERT_TRUE(Eventually([&] { return Get(id_).state() == v1::STATE_DONE; }));
  id_ = Submit(request).id();
  bad_->Credit(1);
  if (!Eventually([&] { return bad_->HasLease() || Get(id_).state() == v1::STATE_DONE; })) FAIL();
  for (int i = 0; i < 20 && !bad_->HasLease(); ++i) {
    id_ = Submit(request).id();
    if (!Eventually([&] { return bad_->HasLease() || Get(id_).state() == v1::STATE_DONE; })) FAIL();
  }
  ASSERT_TRUE(bad_->HasLease());
  bad_->Fail(bad_->WaitLease().lease(), "the package cannot be read");
  EXPECT_THAT(bad_->WaitQuarantined().reason(), HasSubstr("jobs in a row"));
}

TEST_F(QuarantineTest, ItOutlivesTheJudgeAndEndsByRelease) {
  v1::SetWorkerRequest set;
  set.set_name("bad");
  set.set_action(v1::SetWorkerRequest::ACTION_QUARANTINE);
  set.set_reason("suspicious");
  EXPECT_EQ(Must(client_->SetWorker(set)).quarantined(), "suspicious");
  EXPECT_EQ(bad_->WaitQuarantined().reason(), "suspicious");
  StopJudge();
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  bad_ = NewWorker("bad");
  bad_->Hello(1);
  EXPECT_EQ(bad_->WaitQuarantined().reason(), "suspicious");
  set.set_action(v1::SetWorkerRequest::ACTION_RELEASE);
  EXPECT_EQ(Must(client_->SetWorker(set)).quarantined(), "");
  EXPECT_EQ(bad_->WaitForEnd().code(), StatusCode::kUnavailable) << "it connects again";
  bad_ = NewWorker("bad");
  bad_->Hello(1);
  EXPECT_EQ(GradedNoop(*bad_, "AC", 1).size(), 26U);
  set.set_name("nobody");
  EXPECT_EQ(client_->SetWorker(set).status().code(), StatusCode::kNotFound);
}

TEST_F(QuarantineTest, DrainedWorkersGetNothing) {
  v1::SetWorkerRequest set;
  set.set_name("bad");
  set.set_action(v1::SetWorkerRequest::ACTION_DRAIN);
  EXPECT_TRUE(Must(client_->SetWorker(set)).draining());
  bad_->Credit(2);
  id_ = Submit(Noop()).id();
  const auto good = NewWorker("good");
  good->Hello(1);
  good->Automatic(1, "AC");
  EXPECT_TRUE(Eventually([&] { return Get(id_).state() == v1::STATE_DONE; }));
  EXPECT_FALSE(bad_->HasLease());
}

TEST_F(QuarantineTest, WhoDoesNotSayHelloFirstIsSentAway) {
  const auto rude = NewWorker("rude");
  rude->Credit(1);
  EXPECT_EQ(rude->WaitForEnd().code(), StatusCode::kInvalidArgument);
}

TEST_F(QuarantineTest, TheNewerStreamOfOneNameWins) {
  const auto again = NewWorker("bad");
  again->Hello(1);
  EXPECT_EQ(bad_->WaitForEnd().code(), StatusCode::kAborted);
  EXPECT_EQ(GradedNoop(*again, "AC", 1).size(), 26U);
}

}  // namespace
}  // namespace assay::judge
