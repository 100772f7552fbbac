// The judge end to end: submit, lease, finish, and what happens when somebody dies in between.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "judge/service/test_judge.h"

namespace assay::judge {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class ServiceTest : public JudgeTest {};

TEST_F(ServiceTest, ASubmissionIsGraded) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const v1::Problem problem = PutExample("sum", "sum");
  EXPECT_EQ(problem.version(), 1);
  EXPECT_FALSE(problem.title().empty());
  v1::SubmitRequest request;
  *request.mutable_caller() = Student();
  request.set_problem("sum");
  request.set_language("python");
  v1::SourceFile& file = *request.add_files();
  file.set_path("sum.py");
  file.set_data("print(sum(map(int, input().split())))\n");
  const v1::SubmitResponse answer = Must(client_->Submit(request));
  EXPECT_TRUE(answer.created());
  const std::string id = answer.submission().id();
  EXPECT_THAT(id, SizeIs(26));
  EXPECT_EQ(answer.submission().state(), v1::STATE_QUEUED);
  EXPECT_EQ(answer.submission().course(), "cs101");
  EXPECT_TRUE(Eventually([&] { return Get(id).queue_position() == 0; }));

  const auto worker = NewWorker("w1");
  worker->Hello(2);
  worker->Credit(2);
  const v1::Leased leased = worker->WaitLease();
  EXPECT_EQ(leased.submission(), id);
  EXPECT_EQ(leased.spec().grade().files(0).data(), file.data());
  EXPECT_EQ(leased.spec().grade().attempt_number(), 1);
  EXPECT_EQ(leased.spec().tenant(), "t1");
  EXPECT_FALSE(leased.spec().traceparent().empty());
  EXPECT_EQ(Get(id).state(), v1::STATE_RUNNING);
  const std::string package =
      Must(worker->GetBlob(leased.lease(), leased.spec().grade().package_sha256()));
  EXPECT_GT(package.size(), 1000U);

  v1::ReportBundle bundle;
  (*bundle.mutable_json_by_viewer())["student_before_due"] = "{\"for\":\"students\"}";
  (*bundle.mutable_json_by_viewer())["instructor"] = "{\"for\":\"instructors\"}";
  bundle.set_html_for_instructors("<p>all</p>");
  v1::JobResult result;
  result.set_verdict("WA");
  result.set_score(0.5);
  result.set_max_score(1);
  result.set_language("python");
  result.set_message("secret/2: expected 7");
  result.set_max_cpu_us(1000);
  result.set_elapsed_us(2000);
  result.set_report_sha256(Must(worker->PutBlob(leased.lease(), bundle.SerializeAsString())));
  worker->Finish(leased.lease(), result);
  EXPECT_TRUE(worker->WaitAccepted().counted());

  const v1::Submission done = Get(id);
  EXPECT_EQ(done.state(), v1::STATE_DONE);
  EXPECT_EQ(done.result().verdict(), "WA");
  EXPECT_EQ(done.result().message(), "secret/2: expected 7");
  EXPECT_EQ(done.attempts(), 1);
  EXPECT_GE(done.finished_at().seconds(), done.created_at().seconds());

  v1::GetReportRequest report;
  *report.mutable_caller() = Student();
  report.set_id(id);
  EXPECT_EQ(Must(client_->GetReport(report)).data(), "{\"for\":\"students\"}");
  report.set_format("html");
  EXPECT_EQ(client_->GetReport(report).status().code(), StatusCode::kPermissionDenied);
  report.set_viewer("instructor");
  EXPECT_EQ(client_->GetReport(report).status().code(), StatusCode::kPermissionDenied);
  *report.mutable_caller() = Staff();
  EXPECT_EQ(Must(client_->GetReport(report)).data(), "<p>all</p>");

  v1::GetSubmissionRequest get;
  *get.mutable_caller() = Student();
  get.set_id(id);
  EXPECT_EQ(Must(client_->GetSource(get)).files(0).path(), "sum.py");
  const v1::Submission seen = Must(client_->GetSubmission(get));
  EXPECT_EQ(seen.result().message(), "") << "what instructors are told may quote a hidden test";
  EXPECT_EQ(seen.result().max_cpu_us(), 0);
}

TEST_F(ServiceTest, ProblemsAreChecked) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  EXPECT_EQ(PutExample("sum", "sum").version(), 1);
  EXPECT_EQ(PutExample("sum", "sum").version(), 1) << "nothing changed";
  EXPECT_EQ(PutExample("greeting", "sum").version(), 2);
  v1::PutProblemRequest first;
  *first.mutable_caller() = Staff();
  first.set_id("broken");
  EXPECT_EQ(client_->PutProblem(first, "no archive").status().code(), StatusCode::kInvalidArgument);
  const auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  Must(WriteFileAtomically(folder->path() / "assignment.yaml", "tilte: Sum\n"));
  const Status wrong = client_->PutProblem(first, TarOf(folder->path())).status();
  EXPECT_EQ(wrong.code(), StatusCode::kInvalidArgument);
  EXPECT_THAT(wrong.message(), HasSubstr("assignment.yaml:1"));
  EXPECT_THAT(wrong.message(), ::testing::Not(HasSubstr("/tmp")));
  first.set_id("../x");
  EXPECT_EQ(client_->PutProblem(first, "x").status().code(), StatusCode::kInvalidArgument);
  first.set_id("mine");
  *first.mutable_caller() = Student();
  EXPECT_EQ(client_->PutProblem(first, "x").status().code(), StatusCode::kPermissionDenied);
  v1::ListProblemsRequest list;
  *list.mutable_caller() = Student();
  EXPECT_THAT(Must(client_->ListProblems(list)).problems(), SizeIs(1));
}

TEST_F(ServiceTest, AProblemHasAPageForStudents) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  PutExample("sum", "sum");
  v1::GetProblemRequest request;
  *request.mutable_caller() = Student();
  request.set_id("sum");
  const v1::ProblemPage page = Must(client_->GetProblemPage(request));
  EXPECT_EQ(page.problem().title(), "Sum");
  EXPECT_THAT(page.statement(), HasSubstr("print their sum"));
  ASSERT_THAT(page.samples(), SizeIs(1)) << "what is no sample stays where it is";
  EXPECT_EQ(page.samples(0).input(), "3 4\n");
  EXPECT_EQ(page.samples(0).answer(), "7\n");
  ASSERT_THAT(page.parts(), SizeIs(1));
  EXPECT_EQ(page.parts(0).kind(), "standard_io");
  EXPECT_EQ(page.parts(0).time_limit_ms(), 1000);
  EXPECT_THAT(page.parts(0).languages(), SizeIs(4));
  // As it was put before there were pages.
  Must(Must(database::Connection::Open(options_.database))
           ->ExecuteScript("UPDATE judge.problem_versions SET page = ''"));
  EXPECT_EQ(Must(client_->GetProblemPage(request)).statement(), page.statement());
  request.mutable_caller()->set_tenant("others");
  EXPECT_EQ(client_->GetProblemPage(request).status().code(), StatusCode::kNotFound);
}

TEST_F(ServiceTest, AJobOfAWorkerThatDiesIsGradedByAnother) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  auto first = NewWorker("w1");
  first->Hello(1);
  first->Credit(1);
  const v1::Leased lost = first->WaitLease();
  first->Cut();
  const auto second = NewWorker("w2");
  second->Hello(1);
  second->Credit(1);
  const v1::Leased leased = second->WaitLease();
  EXPECT_EQ(leased.submission(), id);
  EXPECT_EQ(leased.lease().attempt(), 2);
  second->Finish(leased.lease(), "AC");
  EXPECT_TRUE(second->WaitAccepted().counted());

  // It comes back and says a late result: nothing of it is kept.
  first = NewWorker("w1");
  first->Hello(1, {lost.lease()});
  EXPECT_EQ(first->WaitRevoked().reason(), v1::REVOKE_REASON_LOST);
  first->Finish(lost.lease(), "WA");
  EXPECT_FALSE(first->WaitAccepted().counted());
  EXPECT_EQ(Get(id).result().verdict(), "AC");
  EXPECT_EQ(Get(id).attempts(), 2);
}

TEST_F(ServiceTest, HeartbeatsKeepALease) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  // Longer than the lease is, by the judge's own clock.
  const auto until = std::chrono::steady_clock::now() + 2 * options_.hub.lease;
  ASSERT_TRUE(Eventually([&] {
    worker->Heartbeat({leased.lease()});
    return std::chrono::steady_clock::now() > until;
  }));
  EXPECT_EQ(Get(id).attempts(), 1);
  worker->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker->WaitAccepted().counted());
  EXPECT_EQ(Get(id).attempts(), 1);
}

TEST_F(ServiceTest, ARepeatedResultIsAnsweredAgainAndAReconnectKeepsLeases) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  worker->Cut();
  worker = NewWorker("w1");
  worker->Hello(1, {leased.lease()});
  worker->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker->WaitAccepted().counted());
  worker = NewWorker("w1");
  worker->Hello(1);
  worker->Finish(leased.lease(), "WA");
  EXPECT_TRUE(worker->WaitAccepted().counted()) << "the same attempt: it was accepted before";
  EXPECT_EQ(Get(id).result().verdict(), "AC");
}

TEST_F(ServiceTest, AWorkerThatForgotItsLeaseLosesItAtOnce) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  EXPECT_EQ(worker->WaitLease().lease().attempt(), 1);
  worker->Cut();
  worker = NewWorker("w1");  // restarted: it knows of nothing
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased again = worker->WaitLease();
  EXPECT_EQ(again.submission(), id);
  EXPECT_EQ(again.lease().attempt(), 2);
}

TEST_F(ServiceTest, OneKeyIsOneSubmission) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  std::mutex mutex;
  std::set<std::string> ids;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      const auto client = NewClient();
      const auto answer = Must(client->Submit(Noop("same")));
      const std::lock_guard lock(mutex);
      ids.insert(answer.submission().id());
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_THAT(ids, SizeIs(1));
  v1::SubmitRequest other = Noop("same");
  other.mutable_noop()->set_verdict("WA");
  EXPECT_EQ(client_->Submit(other).status().code(), StatusCode::kAlreadyExists);
  v1::SubmitRequest traced = Noop("same");
  traced.set_traceparent("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
  EXPECT_FALSE(Must(client_->Submit(traced)).created()) << "only the trace differs";
}

TEST_F(ServiceTest, CancelWhileItWaitsAndWhileItRuns) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  v1::CancelRequest cancel;
  *cancel.mutable_caller() = Student();
  cancel.set_id(Submit(Noop()).id());
  EXPECT_EQ(Must(client_->Cancel(cancel)).state(), v1::STATE_CANCELLED);
  EXPECT_EQ(Must(client_->Cancel(cancel)).state(), v1::STATE_CANCELLED);
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  cancel.set_id(Submit(Noop()).id());
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  EXPECT_EQ(leased.submission(), cancel.id());
  EXPECT_EQ(Must(client_->Cancel(cancel)).state(), v1::STATE_CANCELLED);
  EXPECT_EQ(worker->WaitRevoked().reason(), v1::REVOKE_REASON_CANCELLED);
  worker->Finish(leased.lease(), "AC");
  EXPECT_FALSE(worker->WaitAccepted().counted());
  EXPECT_EQ(Get(cancel.id()).state(), v1::STATE_CANCELLED);
  *cancel.mutable_caller() = Student("bob");
  EXPECT_EQ(client_->Cancel(cancel).status().code(), StatusCode::kNotFound);
}

TEST_F(ServiceTest, AFullQueueSaysWhenToComeAgain) {
  options_.queue.max_depth = {2, 2, 2, 2};
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  Submit(Noop("k1"));
  Submit(Noop("k2"));
  EXPECT_EQ(client_->Submit(Noop("k3")).status().code(), StatusCode::kResourceExhausted);
  EXPECT_GE(std::stoi("0" + client_->retry_after()), 1);
  EXPECT_FALSE(Must(client_->Submit(Noop("k1"))).created()) << "what is durable is no new load";
  const v1::QueueState queue = Must(client_->GetQueue({}));
  EXPECT_EQ(queue.classes(0).waiting(), 2);
  EXPECT_GE(queue.classes(0).retry_after_seconds(), 1);
  EXPECT_EQ(queue.classes(1).retry_after_seconds(), 0);
  v1::SubmitRequest exam = Noop("k3");
  exam.set_class_(v1::CLASS_EXAM);
  EXPECT_TRUE(Must(client_->Submit(exam)).created());
}

TEST_F(ServiceTest, WrongRequestsAreRefused) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const auto code = [&](const v1::SubmitRequest& request) {
    return client_->Submit(request).status().code();
  };
  v1::SubmitRequest request = Noop();
  request.mutable_caller()->clear_tenant();
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request = Noop();
  request.clear_noop();
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request.set_problem("none");
  request.add_files()->set_path("a.py");
  EXPECT_EQ(code(request), StatusCode::kNotFound);
  for (const char* path : {"", "/etc/passwd", "../x", "a//b", "a/./b", "a\\b"}) {
    request.mutable_files(0)->set_path(path);
    EXPECT_EQ(code(request), StatusCode::kInvalidArgument) << path;
  }
  request = Noop(std::string(201, 'k'));
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
  request = Noop(std::string("a\0b", 3));
  EXPECT_EQ(code(request), StatusCode::kInvalidArgument);
}

TEST_F(ServiceTest, OtherTenantsSeeNothing) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  PutExample("sum", "sum");
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  const std::string id = GradedNoop(*worker, "AC", 1);
  v1::Caller other = Staff();
  other.set_tenant("t2");
  const auto not_found = [](const auto& result) {
    return result.status().code() == StatusCode::kNotFound;
  };
  v1::GetSubmissionRequest get;
  *get.mutable_caller() = other;
  get.set_id(id);
  EXPECT_TRUE(not_found(client_->GetSubmission(get)));
  EXPECT_TRUE(not_found(client_->GetSource(get)));
  v1::GetReportRequest report;
  *report.mutable_caller() = other;
  report.set_id(id);
  EXPECT_TRUE(not_found(client_->GetReport(report)));
  v1::CancelRequest cancel;
  *cancel.mutable_caller() = other;
  cancel.set_id(id);
  EXPECT_TRUE(not_found(client_->Cancel(cancel)));
  v1::ReviveDeadLetterRequest revive;
  *revive.mutable_caller() = other;
  revive.set_submission(id);
  EXPECT_TRUE(not_found(client_->ReviveDeadLetter(revive)));
  v1::GetProblemRequest problem;
  *problem.mutable_caller() = other;
  problem.set_id("sum");
  EXPECT_TRUE(not_found(client_->GetProblem(problem)));
  v1::WatchRequest watch;
  *watch.mutable_caller() = other;
  watch.set_id(id);
  EventReader reader(*client_, watch);
  EXPECT_EQ(reader.WaitForEnd().code(), StatusCode::kNotFound);
  v1::ListSubmissionsRequest list;
  *list.mutable_caller() = other;
  EXPECT_THAT(Must(client_->ListSubmissions(list)).submissions(), SizeIs(0));
  // Another student of the same tenant.
  *get.mutable_caller() = Student("bob");
  EXPECT_TRUE(not_found(client_->GetSubmission(get)));
  *list.mutable_caller() = Student("bob");
  EXPECT_THAT(Must(client_->ListSubmissions(list)).submissions(), SizeIs(0));
  *list.mutable_caller() = Student();
  EXPECT_THAT(Must(client_->ListSubmissions(list)).submissions(), SizeIs(1));
}

TEST_F(ServiceTest, CertificatesDecideWhoCalls) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const auto stranger = NewClient("identity");
  EXPECT_EQ(stranger->Submit(Noop()).status().code(), StatusCode::kPermissionDenied);
  TestWorker no_worker(options_.listen, pki_.Issue("gateway"));
  EXPECT_EQ(no_worker.WaitForEnd().code(), StatusCode::kPermissionDenied);
}

TEST_F(ServiceTest, DeadLettersAreListedAndRevived) {
  options_.calls.max_attempts = 2;
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  for (int attempt = 1; attempt <= 2; ++attempt) {
    worker->Credit(1);
    worker->Fail(worker->WaitLease().lease(), "no image python");
    EXPECT_TRUE(worker->WaitAccepted().counted());
  }
  EXPECT_EQ(Get(id).state(), v1::STATE_FAILED);
  EXPECT_THAT(Get(id).failure(), HasSubstr("no image"));
  v1::GetSubmissionRequest get;
  *get.mutable_caller() = Student();
  get.set_id(id);
  EXPECT_THAT(Must(client_->GetSubmission(get)).failure(), HasSubstr("no fault"));
  v1::ListDeadLettersRequest list;
  *list.mutable_caller() = Staff();
  ASSERT_TRUE(
      Eventually([&] { return Must(client_->ListDeadLetters(list)).dead_letters_size() == 1; }));
  EXPECT_EQ(Must(client_->ListDeadLetters(list)).dead_letters(0).submission(), id);
  v1::ReviveDeadLetterRequest revive;
  *revive.mutable_caller() = Staff();
  revive.set_submission(id);
  EXPECT_EQ(Must(client_->ReviveDeadLetter(revive)).state(), v1::STATE_QUEUED);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  EXPECT_EQ(leased.lease().attempt(), 3);
  worker->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker->WaitAccepted().counted());
  EXPECT_EQ(Get(id).state(), v1::STATE_DONE);
}

TEST_F(ServiceTest, ARestartOfTheJudgeLosesNothing) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string running = Submit(Noop()).id();
  auto worker = NewWorker("w1");
  worker->Hello(2);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  const std::string waiting = Submit(Noop()).id();
  StopJudge();
  EXPECT_EQ(worker->WaitForEnd().code(), StatusCode::kUnavailable);
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  worker = NewWorker("w1");
  worker->Hello(2, {leased.lease()});
  worker->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker->WaitAccepted().counted());
  EXPECT_EQ(Get(running).attempts(), 1) << "it was taken over";
  worker->Credit(1);
  EXPECT_EQ(worker->WaitLease().submission(), waiting);
}

TEST_F(ServiceTest, ManySubmissionsAndWorkers) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  std::vector<std::unique_ptr<TestWorker>> workers;
  for (const char* name : {"w1", "w2", "w3"}) {
    workers.push_back(NewWorker(name));
    workers.back()->Hello(4);
    workers.back()->Automatic(4, "AC");
  }
  std::vector<std::string> ids;
  for (int i = 0; i < 300; ++i) ids.push_back(Submit(Noop()).id());
  EXPECT_TRUE(Eventually([&] {
    v1::ListSubmissionsRequest list;
    *list.mutable_caller() = Staff();
    list.mutable_filter()->add_states(v1::STATE_QUEUED);
    list.mutable_filter()->add_states(v1::STATE_RUNNING);
    return Must(client_->ListSubmissions(list)).submissions_size() == 0;
  }));
  for (const std::string& id : ids) EXPECT_EQ(Get(id).state(), v1::STATE_DONE) << id;
  const v1::ListWorkersResponse list = Must(client_->ListWorkers({}));
  ASSERT_THAT(list.workers(), SizeIs(3));
  int64_t finished = 0;
  for (const v1::Worker& worker : list.workers()) finished += worker.finished();
  EXPECT_EQ(finished, 300);
}

}  // namespace
}  // namespace assay::judge
