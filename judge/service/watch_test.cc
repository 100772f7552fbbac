// What watchers are told, and what students are not told.
#include <gmock/gmock.h>

#include <set>

#include "judge/service/test_judge.h"

namespace assay::judge {
namespace {

using ::testing::SizeIs;

class WatchTest : public JudgeTest {
 protected:
  static v1::TestDone Test(const std::string& name, v1::TestVisibility visibility) {
    v1::TestDone test;
    test.set_name(name);
    test.set_title("title of " + name);
    test.set_group("group");
    test.set_verdict("WA");
    test.set_message("expected 7");
    test.set_cpu_us(10);
    test.set_wall_us(10);
    test.set_memory_bytes(4096);
    test.set_visibility(visibility);
    test.set_total(3);
    return test;
  }
  static v1::WatchRequest Watch(const v1::Caller& caller, const std::string& id,
                                int64_t after = 0) {
    v1::WatchRequest request;
    *request.mutable_caller() = caller;
    request.set_id(id);
    request.set_after(after);
    return request;
  }
  static std::vector<v1::TestDone> TestsOf(const std::vector<v1::SubmissionEvent>& events) {
    std::vector<v1::TestDone> tests;
    for (const v1::SubmissionEvent& event : events) {
      if (event.has_test()) tests.push_back(event.test());
    }
    return tests;
  }
};

TEST_F(WatchTest, StudentsSeeNothingOfHiddenTests) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  EventReader student(*client_, Watch(Student(), id));
  v1::WatchRequest late = Watch(Student(), id);
  late.set_viewer("student_after_due");
  EventReader after_due(*client_, late);
  EventReader teacher(*client_, Watch(Staff(), id));
  EXPECT_TRUE(student.WaitForState(v1::STATE_QUEUED));
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  worker->Event(leased.lease(), 1, Test("sample/1", v1::TEST_VISIBILITY_ALWAYS));
  worker->Event(leased.lease(), 2, Test("secret/1", v1::TEST_VISIBILITY_AFTER_DUE));
  worker->Event(leased.lease(), 2, Test("repeated", v1::TEST_VISIBILITY_ALWAYS));
  worker->Event(leased.lease(), 3, Test("secret/2", v1::TEST_VISIBILITY_HIDDEN));
  worker->Finish(leased.lease(), "WA", 0);
  EXPECT_TRUE(worker->WaitAccepted().counted());
  EXPECT_EQ(student.WaitForEnd().code(), StatusCode::kOk);
  EXPECT_EQ(after_due.WaitForEnd().code(), StatusCode::kOk);
  EXPECT_EQ(teacher.WaitForEnd().code(), StatusCode::kOk);

  EXPECT_TRUE(teacher.WaitForState(v1::STATE_RUNNING, id));
  const auto all = TestsOf(teacher.Events());
  ASSERT_THAT(all, SizeIs(3));
  EXPECT_EQ(all[2].name(), "secret/2");
  EXPECT_EQ(all[2].message(), "expected 7");
  const auto seen = TestsOf(student.Events());
  ASSERT_THAT(seen, SizeIs(3));
  EXPECT_EQ(seen[0].name(), "sample/1");
  EXPECT_EQ(seen[0].cpu_us(), 10);
  EXPECT_EQ(seen[1].name(), "hidden test 1");
  EXPECT_EQ(seen[2].name(), "hidden test 2");
  EXPECT_EQ(seen[2].verdict(), "WA");
  for (const v1::TestDone& test : {seen[1], seen[2]}) {
    EXPECT_EQ(test.title() + test.group() + test.message(), "");
    EXPECT_EQ(test.cpu_us() + test.wall_us() + test.memory_bytes(), 0);
  }
  const auto due = TestsOf(after_due.Events());
  ASSERT_THAT(due, SizeIs(3));
  EXPECT_EQ(due[1].name(), "secret/1");
  EXPECT_EQ(due[2].name(), "hidden test 1");

  const v1::SubmissionEvent last = student.Events().back();
  EXPECT_EQ(last.snapshot().state(), v1::STATE_DONE);
  EXPECT_EQ(last.snapshot().result().message(), "");
  EXPECT_EQ(last.snapshot().result().student_message(), "for students");
  EXPECT_EQ(teacher.Events().back().snapshot().result().message(), "for instructors");
}

TEST_F(WatchTest, ResumesAfterTheLastEventSeen) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  for (int i = 1; i <= 5; ++i) {
    worker->Event(leased.lease(), i, Test("t" + std::to_string(i), v1::TEST_VISIBILITY_ALWAYS));
  }
  worker->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker->WaitAccepted().counted());
  EventReader whole(*client_, Watch(Staff(), id));
  EXPECT_EQ(whole.WaitForEnd().code(), StatusCode::kOk);
  const auto events = whole.Events();
  int64_t before = -1;
  for (const v1::SubmissionEvent& event : events) {
    EXPECT_GT(event.sequence(), before);
    before = event.sequence();
  }
  ASSERT_THAT(TestsOf(events), SizeIs(5));
  int64_t third = 0;
  for (const v1::SubmissionEvent& event : events) {
    if (event.has_test() && event.test().name() == "t3") third = event.sequence();
  }
  EventReader rest(*client_, Watch(Staff(), id, third));
  EXPECT_EQ(rest.WaitForEnd().code(), StatusCode::kOk);
  const auto tests = TestsOf(rest.Events());
  ASSERT_THAT(tests, SizeIs(2));
  EXPECT_EQ(tests[0].name(), "t4");
  EventReader end(*client_, Watch(Staff(), id, events.back().sequence()));
  EXPECT_EQ(end.WaitForEnd().code(), StatusCode::kOk);
  ASSERT_THAT(end.Events(), SizeIs(1));
  EXPECT_EQ(end.Events()[0].snapshot().state(), v1::STATE_DONE);
}

TEST_F(WatchTest, WhenTheLogIsGoneTheDatabaseTells) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  auto worker = NewWorker("w1");
  worker->Hello(1);
  const std::string id = GradedNoop(*worker, "AC", 1);
  StopJudge();
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  EventReader reader(*client_, Watch(Student(), id));
  EXPECT_EQ(reader.WaitForEnd().code(), StatusCode::kOk);
  ASSERT_THAT(reader.Events(), SizeIs(1));
  EXPECT_EQ(reader.Events()[0].snapshot().result().verdict(), "AC");
}

TEST_F(WatchTest, AnotherAttemptIsToldAsSuch) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  EventReader reader(*client_, Watch(Staff(), id));
  auto first = NewWorker("w1");
  first->Hello(1);
  first->Credit(1);
  const v1::Leased lost = first->WaitLease();
  first->Event(lost.lease(), 1, Test("t1", v1::TEST_VISIBILITY_HIDDEN));
  first->Cut();
  const auto second = NewWorker("w2");
  second->Hello(1);
  second->Credit(1);
  const v1::Leased leased = second->WaitLease();
  second->Event(leased.lease(), 1, Test("t1", v1::TEST_VISIBILITY_HIDDEN));
  second->Finish(leased.lease(), "AC");
  EXPECT_EQ(reader.WaitForEnd().code(), StatusCode::kOk);
  bool restarted = false;
  int tests_after = 0;
  for (const v1::SubmissionEvent& event : reader.Events()) {
    if (event.has_restarted()) restarted = true;
    if (event.has_test() && restarted) ++tests_after;
  }
  EXPECT_TRUE(restarted);
  EXPECT_EQ(tests_after, 1);
}

TEST_F(WatchTest, ManyOverOneStream) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  EventReader many(*client_);
  v1::WatchManyRequest board;
  *board.mutable_watch_course()->mutable_caller() = Staff();
  board.mutable_watch_course()->set_course("cs101");
  EventReader course(*client_);
  course.Send(board);
  v1::WatchManyRequest none;
  *none.mutable_watch() = Watch(Student(), "01ARZ3NDEKTSV4RRFFQ69G5FAV");
  course.Send(none);  // its answer comes after the board is watched
  ASSERT_TRUE(Eventually([&] { return !course.Events().empty(); }));
  EXPECT_EQ(course.Events()[0].error().code(), static_cast<int>(StatusCode::kNotFound));

  const std::string a = Submit(Noop()).id();
  const std::string b = Submit(Noop()).id();
  for (const std::string& id : {a, b}) {
    v1::WatchManyRequest request;
    *request.mutable_watch() = Watch(Student(), id);
    many.Send(request);
  }
  const auto worker = NewWorker("w1");
  worker->Hello(2);
  worker->Automatic(2, "AC");
  for (EventReader* reader : {&many, &course}) {
    EXPECT_TRUE(reader->WaitForState(v1::STATE_DONE, a));
    EXPECT_TRUE(reader->WaitForState(v1::STATE_DONE, b));
    EXPECT_TRUE(reader->WaitForState(v1::STATE_QUEUED, b));
  }
  board.clear_watch_course();
  *board.mutable_watch_course()->mutable_caller() = Student();
  many.Send(board);
  EXPECT_TRUE(Eventually([&] { return many.Events().back().has_error(); }));
}

TEST_F(WatchTest, ACrowdOverOneStreamHearsOfEveryEnd) {
  constexpr size_t kCrowd = 1500;
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  EventReader crowd(*client_);
  std::set<std::string> open;
  for (size_t i = 0; i < kCrowd; ++i) {
    const std::string id = Submit(Noop()).id();
    open.insert(id);
    v1::WatchManyRequest request;
    *request.mutable_watch() = Watch(Student(), id);
    crowd.Send(request);
  }
  const auto worker = NewWorker("w1");
  worker->Hello(16);
  worker->Automatic(16, "AC");
  EXPECT_TRUE(Eventually([&] {
    for (const v1::SubmissionEvent& event : crowd.Events()) {
      if (event.has_snapshot() && event.snapshot().state() == v1::STATE_DONE) {
        open.erase(event.id());
      }
    }
    return open.empty();
  })) << open.size()
      << " of them were told of no end";
}

TEST_F(WatchTest, WhatEndsAtAnotherJudgeIsNoticed) {
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  JudgeOptions options = options_;
  options.listen = "127.0.0.1:0";
  auto other =
      JudgeServer::Start(options, {blobs_, {}, metrics_, *tracer_, {}}, pki_.Issue("judge"));
  ASSERT_TRUE(other.ok()) << other.status().ToString();
  Client elsewhere("127.0.0.1:" + std::to_string((*other)->port()), pki_.Issue("gateway"));
  const std::string id = Submit(Noop()).id();
  EventReader reader(elsewhere, Watch(Staff(), id));
  EXPECT_TRUE(reader.WaitForState(v1::STATE_QUEUED));
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Automatic(1, "AC");
  EXPECT_EQ(reader.WaitForEnd().code(), StatusCode::kOk);
  EXPECT_EQ(reader.Events().back().snapshot().result().verdict(), "AC");
}

TEST_F(WatchTest, ASlowReaderIsDroppedAndHoldsUpNobody) {
  options_.events.max_events = 100'000;
  ASSERT_NO_FATAL_FAILURE(StartJudge());
  const std::string id = Submit(Noop()).id();
  EventReader slow(*client_, Watch(Staff(), id));
  ASSERT_TRUE(slow.WaitForState(v1::STATE_QUEUED));
  slow.Pause();
  const auto worker = NewWorker("w1");
  worker->Hello(1);
  worker->Credit(1);
  const v1::Leased leased = worker->WaitLease();
  v1::TestDone test = Test("t", v1::TEST_VISIBILITY_ALWAYS);
  test.set_message(std::string(2000, 'x'));
  for (int i = 1; i <= 8000; ++i) worker->Event(leased.lease(), i, test);
  worker->Finish(leased.lease(), "AC");
  EXPECT_TRUE(worker->WaitAccepted().counted());
  slow.Resume();
  EXPECT_EQ(slow.WaitForEnd().code(), StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace assay::judge
