#include "grader/grade.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <fstream>
#include <future>
#include <mutex>
#include <set>
#include <thread>

#include "common/files.h"
#include "grader/fake_sandbox.h"
#include "grader/files.h"

namespace assay::grader {
namespace {

using sandbox::Limit;
using sandbox::Outcome;
using sandbox::RunSpec;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Verdict kAC = Verdict::kAccepted;
constexpr Verdict kWA = Verdict::kWrongAnswer;

Outcome Prints(std::string_view out, milliseconds cpu = milliseconds(1)) {
  Outcome outcome;
  outcome.exit_code = 0;
  outcome.cpu = outcome.wall = cpu;
  outcome.out = out;
  outcome.stdout_bytes = out.size();
  return outcome;
}

class GradeTest : public ::testing::Test {
 protected:
  GradeTest() : factory_(world_) {
    runtime_images::Language language;
    language.name = language.title = "echo";
    language.image = "image";
    language.extensions = {".e"};
    language.run = {"./{source}"};
    languages_ = std::make_unique<runtime_images::LanguageTable>(
        *runtime_images::LanguageTable::FromLanguages({language}));
    grading_.languages = languages_.get();
    grading_.factory = &factory_;
    grading_.find_image = [](std::string_view name) -> Result<sandbox::RootImage> {
      return sandbox::RootImage{std::string(name), "sha256:0", "/none", "", {}};
    };
    world_.program = [](int, const RunSpec& run, const auto&) -> Result<Outcome> {
      return Prints(run.stdin_bytes);
    };
    submission_.files = {{"a.e", "source", 0644}};
    part_.limits.time = milliseconds(1000);
  }
  // Tests whose input is their name and whose answer is the same.
  void AddTests(Group& group, int count) {
    for (int i = 0; i < count; ++i) {
      grader::Test test;
      test.name = group.name + std::to_string(i + 1);
      test.input = test.name;
      test.answer = test.name;
      group.tests.push_back(std::move(test));
    }
  }
  Report Grade() {
    part_.task = io_;
    package_.parts = {part_};
    return GradeSubmission(grading_, package_, submission_, options_);
  }
  static std::vector<Verdict> VerdictsOf(const Report& report) {
    std::vector<Verdict> verdicts;
    for (const TestReport& test : report.parts.at(0).tests) verdicts.push_back(test.verdict);
    return verdicts;
  }

  FakeWorld world_;
  FakeFactory factory_;
  std::unique_ptr<runtime_images::LanguageTable> languages_;
  Grading grading_;
  Package package_;
  Part part_;
  StandardIo io_;
  Submission submission_;
  GradeOptions options_;
};

TEST_F(GradeTest, AcceptsAndTellsWhileItHappens) {
  AddTests(io_.root, 3);
  std::vector<std::string> events;
  options_.events = [&](const Event& event) {
    switch (event.kind) {
      case Event::Kind::kStarted:
        events.emplace_back("started");
        break;
      case Event::Kind::kCompiled:
        EXPECT_TRUE(event.compiled);
        events.emplace_back("compiled");
        break;
      case Event::Kind::kTest:
        events.push_back(event.test->name + " " + std::to_string(event.done) + "/" +
                         std::to_string(event.total));
        break;
      case Event::Kind::kPart:
        events.push_back("part " + event.part->name);
        break;
      case Event::Kind::kFinished:
        events.push_back("finished " + std::string(VerdictCode(event.report->verdict)));
        break;
    }
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, kAC);
  EXPECT_EQ(report.score, 1);
  EXPECT_EQ(report.backend, "fake");
  EXPECT_EQ(world_.created, 1);
  EXPECT_EQ(world_.puts, 1);  // the source, once
  EXPECT_THAT(events, ElementsAre("started", "compiled", "1 1/3", "2 2/3", "3 3/3", "part main",
                                  "finished AC"));
}

TEST_F(GradeTest, AWrongAnswerShowsTheDifference) {
  AddTests(io_.root, 2);
  world_.program = [](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    return Prints(run.stdin_bytes == "2" ? "7" : run.stdin_bytes);
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, kWA);
  EXPECT_THAT(report.message, HasSubstr("2: "));
  const TestReport& test = report.parts[0].tests[1];
  EXPECT_EQ(test.actual.text, "7");
  EXPECT_EQ(test.expected.text, "2");
  EXPECT_EQ(test.input.text, "2");
}

TEST_F(GradeTest, ASandboxThatDiesIsReplacedAndTheTestTriedOnceMore) {
  AddTests(io_.root, 3);
  world_.program = [](int number, const RunSpec& run, const auto& files) -> Result<Outcome> {
    if (number == 2) return Unavailable("the sandbox is gone");
    EXPECT_EQ(files.count("a.e"), 1U);
    return Prints(run.stdin_bytes);
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, kAC);
  EXPECT_EQ(world_.created, 2);
  EXPECT_EQ(world_.runs, 4);
}

TEST_F(GradeTest, ASandboxThatDiesTwiceIsTheJudgesFault) {
  AddTests(io_.root, 3);
  world_.program = [](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    if (run.stdin_bytes == "2") return Unavailable("the sandbox is gone");
    return Prints(run.stdin_bytes);
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, Verdict::kJudgeError);
  EXPECT_EQ(report.message, "2: the sandbox is gone");
  EXPECT_THAT(VerdictsOf(report), ElementsAre(kAC, Verdict::kJudgeError, Verdict::kSkipped));
  EXPECT_EQ(report.score, 0);
}

TEST_F(GradeTest, WhatCannotBeStartedIsTheJudgesFault) {
  AddTests(io_.root, 1);
  world_.program = [](int, const RunSpec&, const auto&) -> Result<Outcome> {
    Outcome outcome;
    outcome.exit_code = 127;
    outcome.evidence.exec_errno = 2;
    return outcome;
  };
  EXPECT_EQ(Grade().verdict, Verdict::kJudgeError);
}

TEST_F(GradeTest, NoSandboxAndNoImageAreTheJudgesFault) {
  AddTests(io_.root, 1);
  world_.on_create = [](int) { return ResourceExhausted("no memory for a sandbox"); };
  Report report = Grade();
  EXPECT_EQ(report.verdict, Verdict::kJudgeError);
  EXPECT_EQ(report.message, "no memory for a sandbox");
  EXPECT_EQ(world_.created, 2);
  grading_.find_image = [](std::string_view) -> Result<sandbox::RootImage> {
    return NotFound("image image is not built");
  };
  EXPECT_EQ(Grade().message, "image image is not built");
}

TEST_F(GradeTest, VerdictsNearTheTimeLimitMustComeAgain) {
  struct Step {
    int ms;
    Limit limit = Limit::kNone;
  };
  struct Case {
    std::vector<Step> steps;
    Verdict verdict;
    int runs;
  };
  AddTests(io_.root, 1);
  for (const Case& c : std::vector<Case>{
           {{{500}}, kAC, 1},
           {{{950}, {950}}, kAC, 2},                    // near, and again
           {{{1050}, {1050}}, Verdict::kTimeLimit, 2},  // just late, and again
           {{{1050}, {800}, {800}}, kAC, 3},            // two against one
           {{{950}, {1050}, {1050}}, Verdict::kTimeLimit, 3},
           {{{1100, Limit::kCpuTime}}, Verdict::kTimeLimit, 1},  // beyond the margin
           {{{10, Limit::kWallTime}, {10}, {10}}, kAC, 3},       // the machine was busy
           {{{10, Limit::kWallTime}, {10, Limit::kWallTime}}, Verdict::kTimeLimit, 2}}) {
    world_.runs = 0;
    world_.program = [&](int number, const RunSpec& run, const auto&) -> Result<Outcome> {
      EXPECT_EQ(run.limits.cpu, milliseconds(1100));
      const Step& step = c.steps.at(static_cast<size_t>(number - 1));
      Outcome outcome = Prints(run.stdin_bytes, milliseconds(step.ms));
      outcome.limit = step.limit;
      return outcome;
    };
    const Report report = Grade();
    EXPECT_EQ(report.verdict, c.verdict) << report.message;
    EXPECT_EQ(report.parts[0].tests[0].runs, c.runs);
    EXPECT_EQ(report.parts[0].tests[0].time_limit, milliseconds(1000));
    EXPECT_EQ(world_.runs, c.runs);
  }
}

TEST_F(GradeTest, AnyNumberOfWorkersGivesTheSameReport) {
  io_.scoring = true;
  for (int g = 0; g < 6; ++g) {
    Group group;
    group.name = std::string(1, static_cast<char>('a' + g));
    group.points = 10;
    group.scoring = Scoring::kMin;
    group.on_reject = g % 2 == 0 ? OnReject::kBreak : OnReject::kContinue;
    if (g == 3) group.requires_groups = {"c"};
    AddTests(group, 7);
    for (grader::Test& test : group.tests) test.points = 10;
    io_.root.groups.push_back(std::move(group));
  }
  const std::set<std::string> wrong = {"a3", "b5", "b6", "e1"};
  world_.program = [&](int number, const RunSpec& run, const auto&) -> Result<Outcome> {
    if (number % 3 == 0) std::this_thread::yield();
    const std::string input(run.stdin_bytes);
    return Prints(wrong.count(input) > 0 ? "wrong" : input);
  };
  std::optional<std::vector<Verdict>> verdicts;
  std::vector<std::string> order;
  for (const unsigned workers : {1U, 2U, 5U}) {
    grading_.workers = workers;
    std::vector<std::string> events;
    options_.events = [&](const Event& event) {
      if (event.kind == Event::Kind::kTest) events.push_back(event.test->name);
    };
    const Report report = Grade();
    if (!verdicts) {
      verdicts = VerdictsOf(report);
      order = events;
    }
    EXPECT_EQ(VerdictsOf(report), *verdicts);
    EXPECT_EQ(events, order);
    EXPECT_EQ(report.score, 30);  // c, d, f
    EXPECT_EQ(report.max_score, 60);
    EXPECT_EQ(report.message.substr(0, 3), "a3:");
  }
  EXPECT_EQ(verdicts->at(3), Verdict::kSkipped);  // a4, after a3
  EXPECT_EQ(verdicts->at(7 + 5), kWA);            // b6: b goes on
}

// A language whose compile step only looks for errors: what begins with "bad" has some.
class DeferredCheckTest : public GradeTest {
 protected:
  DeferredCheckTest() {
    runtime_images::Language language = **languages_->ByName("echo");
    language.compile = {{"check", "{source}"}};
    language.compile_checks_only = true;
    languages_ = std::make_unique<runtime_images::LanguageTable>(
        *runtime_images::LanguageTable::FromLanguages({language}));
    grading_.languages = languages_.get();
    world_.program = [this](int, const RunSpec& run, const auto& files) -> Result<Outcome> {
      const bool bad = files.at("a.e").starts_with("bad");
      if (run.argv[0] != "check") return bad ? Fails("line 1: bad") : Run(run);
      ++checks_;
      return bad ? Fails("a.e:1: error: bad") : Prints("");
    };
    options_.events = [this](const Event& event) {
      if (event.kind == Event::Kind::kCompiled) {
        events_.emplace_back(event.compiled ? "compiled" : "refused");
      }
      if (event.kind == Event::Kind::kTest) events_.push_back(event.test->name);
    };
    AddTests(io_.root, 3);
  }
  static Outcome Fails(std::string_view said) {
    Outcome outcome;
    outcome.exit_code = 1;
    outcome.err = said;
    return outcome;
  }
  Outcome Run(const RunSpec& run) const {
    return run.stdin_bytes == failing_ ? Fails("a fault of its own") : Prints(run.stdin_bytes);
  }
  std::string failing_;
  std::atomic<int> checks_ = 0;
  std::vector<std::string> events_;
};

TEST_F(DeferredCheckTest, WhatRunsIsNotAsked) {
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(checks_, 0);
  EXPECT_THAT(events_, ElementsAre("compiled", "1", "2", "3"));
}

TEST_F(DeferredCheckTest, AFaultyRunAsksOnce) {
  failing_ = "1";
  const Report report = Grade();
  EXPECT_THAT(VerdictsOf(report), ElementsAre(Verdict::kRuntimeError, kAC, kAC));
  EXPECT_EQ(checks_, 1);
  EXPECT_THAT(events_, ElementsAre("compiled", "1", "2", "3"));
}

TEST_F(DeferredCheckTest, AfterARunThatEndedWellNobodyAsks) {
  failing_ = "2";
  EXPECT_THAT(VerdictsOf(Grade()), ElementsAre(kAC, Verdict::kRuntimeError, kAC));
  EXPECT_EQ(checks_, 0);
}

TEST_F(DeferredCheckTest, RefusedSourcesHaveNoTests) {
  submission_.files = {{"a.e", "bad", 0644}};
  for (const unsigned workers : {1U, 3U}) {
    grading_.workers = workers;
    events_.clear();
    checks_ = 0;
    const Report report = Grade();
    EXPECT_EQ(report.verdict, Verdict::kCompileError);
    EXPECT_THAT(report.message, HasSubstr("a.e:1: error: bad"));
    EXPECT_EQ(report.compiler_output, "a.e:1: error: bad");
    EXPECT_EQ(report.score, 0);
    EXPECT_THAT(VerdictsOf(report),
                ElementsAre(Verdict::kSkipped, Verdict::kSkipped, Verdict::kSkipped));
    EXPECT_EQ(checks_, 1);
    EXPECT_THAT(events_, ElementsAre("refused"));
  }
}

TEST_F(DeferredCheckTest, SeveralFilesAreAskedBefore) {
  submission_.files.push_back({"b.e", "source", 0644});
  submission_.entry = "a";
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(checks_, 1);
}

TEST_F(DeferredCheckTest, ASandboxThatBreaksWhileItIsAskedIsOurFault) {
  failing_ = "1";
  auto program = world_.program;
  world_.program = [program](int number, const RunSpec& run, const auto& files) -> Result<Outcome> {
    if (run.argv[0] == "check") return Unavailable("the sandbox broke");
    return program(number, run, files);
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, Verdict::kJudgeError);
  EXPECT_TRUE(report.parts.at(0).tests.at(0).machine_failed);
}

TEST_F(GradeTest, HelpersWorkOnlyWhileThereIsAProcessorToSpare) {
  AddTests(io_.root, 6);
  grading_.workers = 2;
  std::mutex mutex;
  std::condition_variable changed;
  int running = 0, most = 0;
  bool idle = true;
  grading_.spare = [&]() -> std::shared_ptr<void> {
    const std::lock_guard lock(mutex);
    return idle ? std::make_shared<int>() : nullptr;
  };
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    std::unique_lock lock(mutex);
    most = std::max(most, ++running);
    changed.notify_all();
    // The first is long enough to call for help, and waits until it comes.
    if (idle && run.stdin_bytes == "1") changed.wait(lock, [&] { return most == 2; });
    --running;
    return Prints(run.stdin_bytes);
  };
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(most, 2);
  EXPECT_EQ(world_.created, 2);
  idle = false;
  most = 0;
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(most, 1);
  EXPECT_EQ(world_.created, 3);
}

TEST_F(GradeTest, FilesOfATestAreGoneAtTheNext) {
  auto dir = *TempDir::Create();
  std::ofstream(dir.path() / "a.e") << "of the test";
  std::ofstream(dir.path() / "table.txt") << "numbers";
  AddTests(io_.root, 2);
  io_.root.tests[0].files = {dir.path() / "a.e", dir.path() / "table.txt"};
  world_.program = [](int, const RunSpec& run, const auto& files) -> Result<Outcome> {
    const bool first = run.stdin_bytes == "1";
    EXPECT_EQ(files.count("table.txt"), first ? 1U : 0U);
    EXPECT_EQ(files.at("a.e"), first ? "of the test" : "source");
    return Prints(run.stdin_bytes);
  };
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(world_.created, 1);
}

TEST_F(GradeTest, InputFileAndArguments) {
  AddTests(io_.root, 1);
  io_.input_file = "data.txt";
  io_.root.tests[0].arguments = {"--fast"};
  world_.program = [](int, const RunSpec& run, const auto& files) -> Result<Outcome> {
    EXPECT_TRUE(run.stdin_bytes.empty());
    EXPECT_THAT(run.argv, ElementsAre("./a.e", "--fast"));
    return Prints(files.at("data.txt"));
  };
  EXPECT_EQ(Grade().verdict, kAC);
}

TEST_F(GradeTest, RulesAboutFilesNameTheFile) {
  AddTests(io_.root, 1);
  part_.required = {"b.*"};
  EXPECT_THAT(Grade().message, HasSubstr("\"b.*\" is missing"));
  EXPECT_EQ(Grade().verdict, Verdict::kCompileError);
  part_.required = {};
  part_.forbidden = {"*.e"};
  EXPECT_THAT(Grade().message, HasSubstr("\"a.e\" must not be handed in"));
  part_.forbidden = {};
  part_.editable = {"b.e"};
  EXPECT_THAT(Grade().message, HasSubstr("\"a.e\" is not one that you may change"));
  part_.editable = {};
  part_.limits.source_bytes = 3;
  EXPECT_THAT(Grade().message, HasSubstr("6 bytes, more than 3"));
  part_.limits.source_bytes = 0;
  part_.languages = {"python"};
  EXPECT_THAT(Grade().message, HasSubstr("echo is not accepted here; use one of: python"));
  EXPECT_EQ(world_.runs, 0);
}

TEST_F(GradeTest, GivenFilesWinUnlessTheyMayBeEdited) {
  auto dir = *TempDir::Create();
  std::ofstream(dir.path() / "lib.e") << "given";
  PackageProgram given;
  given.base = dir.path();
  given.files = {dir.path() / "lib.e"};
  part_.given = {given};
  submission_.files = {{"main.e", "", 0644}, {"lib.e", "changed", 0644}};
  const runtime_images::Language& language = languages_->languages()[0];
  EXPECT_EQ((*JoinFiles(part_, submission_, language))[1].data, "given");
  part_.editable = {"lib.e"};
  EXPECT_EQ((*JoinFiles(part_, submission_, language))[1].data, "changed");
  given.language = "other";
  part_.given = {given};
  submission_.files.pop_back();
  EXPECT_EQ(JoinFiles(part_, submission_, language)->size(), 1U);
}

TEST_F(GradeTest, AGivenMainProgramStarts) {
  const TempDir dir = *TempDir::Create();
  std::ofstream(dir.path() / "judge.e") << "calls a";
  PackageProgram given;
  given.base = dir.path();
  given.files = {dir.path() / "judge.e"};
  given.entry = "judge.e";
  part_.given = {given};
  AddTests(io_.root, 1);
  std::string started;
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    started = run.argv[0];
    return Prints(run.stdin_bytes);
  };
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(started, "./judge.e");
  submission_.entry = "a.e";  // nobody chooses another
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(started, "./judge.e");
  part_.given[0].language = "other";
  part_.given[0].files.clear();
  EXPECT_EQ(Grade().verdict, kAC);
  EXPECT_EQ(started, "./a.e");
}

TEST_F(GradeTest, APartWithoutATestAcceptsNobody) {
  const Report report = Grade();
  EXPECT_EQ(report.verdict, Verdict::kJudgeError);
  EXPECT_EQ(report.score, 0);
  EXPECT_THAT(report.message, HasSubstr("no test"));
}

TEST_F(GradeTest, CancelledIsNotAccepted) {
  AddTests(io_.root, 3);
  std::stop_source stop;
  options_.stop = stop.get_token();
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    stop.request_stop();
    return Prints(run.stdin_bytes);
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, Verdict::kSkipped);
  EXPECT_EQ(report.score, 0);
  EXPECT_EQ(world_.runs, 1);
}

// The submission hung at its idle limit; its pipe closes when it is killed, the interactor reads
// the end and rejects, and all that before the sandbox has answered.
TEST_F(GradeTest, AnInteractorThatOutrunsTheEndOfTheSubmissionDoesNotDecide) {
  AddTests(io_.root, 1);
  io_.mode = StandardIo::Mode::kInteractive;
  auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  ASSERT_TRUE(WriteFileAtomically(folder->path() / "talk.e", "interactor").ok());
  PackageProgram interactor;
  interactor.name = "talk";
  interactor.files = {folder->path() / "talk.e"};
  interactor.base = folder->path();
  io_.checker.program = interactor;
  std::promise<void> hung_up, rejected;
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    Outcome outcome;
    if (run.argv[0] == "./a.e") {
      run.out.at_end();
      hung_up.set_value();
      rejected.get_future().wait();
      outcome.limit = Limit::kIdleTime;
      outcome.signal = 9;
    } else {
      hung_up.get_future().wait();
      outcome.exit_code = 43;
      run.out.at_end();
      rejected.set_value();
    }
    return outcome;
  };
  const Report report = Grade();
  EXPECT_EQ(report.verdict, Verdict::kIdleLimit) << report.message;
}

TEST_F(GradeTest, ASubmittedAnswerIsFoundByTheTestsName) {
  io_.mode = StandardIo::Mode::kSubmitAnswer;
  AddTests(io_.root, 3);
  submission_.files = {{"1.out", "1", 0644}, {"2.txt", "wrong", 0644}};
  const Report report = Grade();
  EXPECT_THAT(VerdictsOf(report), ElementsAre(kAC, kWA, kWA));
  EXPECT_THAT(report.parts[0].tests[2].message, HasSubstr("\"3.out\" was handed in"));
  EXPECT_EQ(world_.created, 0);
}

TEST_F(GradeTest, TheFirstPartThatIsNotAcceptedDecides) {
  AddTests(io_.root, 1);
  part_.points = 4;
  part_.task = io_;
  Part second = part_;
  second.name = "second";
  second.points = 6;
  std::get<StandardIo>(second.task).root.tests[0].answer = std::string("something else");
  package_.parts = {part_, second};
  const Report report = GradeSubmission(grading_, package_, submission_, options_);
  EXPECT_EQ(report.verdict, kWA);
  EXPECT_EQ(report.score, 4);
  EXPECT_EQ(report.max_score, 10);
  EXPECT_EQ(report.message.substr(0, 11), "second: 1: ");
}

TEST_F(GradeTest, LargeDataIsMappedAndOnlyExcerptsAreKept) {
  auto dir = *TempDir::Create();
  const std::string big(size_t{4} << 20, 'x');
  std::ofstream(dir.path() / "big") << big;
  grader::Test test;
  test.name = "big";
  test.input = dir.path() / "big";
  test.answer = dir.path() / "big";
  io_.root.tests = {test, test};
  Report report = Grade();
  EXPECT_EQ(report.verdict, kAC);
  EXPECT_LE(report.parts[0].tests[0].actual.text.size(), 256U);
  EXPECT_EQ(report.parts[0].tests[0].actual.total_bytes, big.size());
  world_.program = [](int, const RunSpec&, const auto&) -> Result<Outcome> {
    return Prints(std::string(size_t{1} << 20, 'y'));
  };
  report = Grade();
  EXPECT_EQ(report.verdict, kWA);
  EXPECT_LE(report.parts[0].tests[0].expected.text.size(), 2048U);
}

}  // namespace
}  // namespace assay::grader
