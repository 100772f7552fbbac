#include "judge/worker/work.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <fstream>

#include "assay/judge/v1/authoring.pb.h"
#include "common/files.h"
#include "grader/fake_sandbox.h"
#include "judge/worker/output_match.h"
#include "judge/worker/test_packages.h"
#include "judge/worker/text.h"

namespace assay::judge {
namespace {

using sandbox::Outcome;
using sandbox::RunSpec;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Outcome Prints(std::string_view out) {
  Outcome outcome;
  outcome.exit_code = 0;
  outcome.cpu = outcome.wall = std::chrono::milliseconds(3);
  outcome.out = out;
  outcome.stdout_bytes = out.size();
  outcome.peak_memory_bytes = 1000;
  return outcome;
}

// Adds, as the submission of SumPackage should.
Outcome Sum(const RunSpec& run) {
  const std::string input(run.stdin_bytes);
  size_t end = 0;
  const int a = std::stoi(input, &end);
  return Prints(std::to_string(a + std::stoi(input.substr(end))) + "\n");
}

class WorkTest : public ::testing::Test {
 protected:
  WorkTest() : dir_(*TempDir::Create()), factory_(world_) {
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
      return Sum(run);
    };
    cache_ = *PackageCache::Open({.folder = dir_.path()});
    context_.worker = "w1";
    context_.fetch = [this](const std::string&, const ChunkSink& sink) { return sink(package_); };
    context_.events = [this](pb::JobEvent event) { events_.push_back(std::move(event)); };
  }

  JobOutcome Grade(const std::string& file = "a.e") {
    pb::JobSpec spec;
    spec.mutable_grade()->set_package_sha256(Sha256Hex(package_));
    spec.mutable_grade()->set_problem("sum");
    auto* source = spec.mutable_grade()->add_files();
    source->set_path(file);
    source->set_data("source");
    return Run(spec);
  }
  JobOutcome Run(const pb::JobSpec& spec) {
    WorkerJobs jobs(grading_, *cache_);
    return jobs.Run(spec, context_);
  }
  static pb::JobSpec Program() {
    pb::JobSpec spec;
    spec.mutable_run()->set_language("echo");
    spec.mutable_run()->set_stdin("1 2\n");
    auto* source = spec.mutable_run()->add_files();
    source->set_path("a.e");
    source->set_data("source");
    return spec;
  }
  static pb::RunOutcome RunOf(const JobOutcome& outcome) {
    pb::ReportBundle bundle;
    EXPECT_TRUE(bundle.ParseFromString(outcome.report));
    return bundle.run();
  }

  TempDir dir_;
  std::string package_ = SumPackage();
  grader::FakeWorld world_;
  grader::FakeFactory factory_;
  std::unique_ptr<runtime_images::LanguageTable> languages_;
  grader::Grading grading_;
  std::unique_ptr<PackageCache> cache_;
  JobContext context_;
  std::vector<pb::JobEvent> events_;
};

TEST_F(WorkTest, GradesAndTellsWhileItHappens) {
  const JobOutcome outcome = Grade();
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.verdict(), "AC");
  EXPECT_EQ(outcome.result.score(), 10);
  EXPECT_EQ(outcome.result.tests_passed(), 3);
  EXPECT_EQ(outcome.result.tests_total(), 3);
  std::vector<std::string> told;
  for (const auto& event : events_) {
    if (event.has_started()) told.push_back("started by " + event.started().worker());
    if (event.has_compiled()) told.emplace_back(event.compiled().ok() ? "compiled" : "CE");
    if (event.has_test()) {
      told.push_back(event.test().verdict() + " " + std::to_string(event.test().done()) + "/" +
                     std::to_string(event.test().total()));
    }
    if (event.has_part()) told.push_back("part " + event.part().verdict());
  }
  EXPECT_THAT(told,
              ElementsAre("started by w1", "compiled", "AC 1/3", "AC 2/3", "AC 3/3", "part AC"));
  EXPECT_EQ(events_[4].test().visibility(), pb::TEST_VISIBILITY_HIDDEN);
}

TEST_F(WorkTest, EachViewerHasAReportOfItsOwn) {
  world_.program = [](int, const RunSpec&, const auto&) -> Result<Outcome> {
    return Prints("wrong\n");
  };
  const JobOutcome outcome = Grade();
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished);
  EXPECT_EQ(outcome.result.verdict(), "WA");
  pb::ReportBundle bundle;
  ASSERT_TRUE(bundle.ParseFromString(outcome.report));
  EXPECT_EQ(bundle.json_by_viewer_size(), 4);
  EXPECT_THAT(bundle.json_by_viewer().at("instructor"), HasSubstr("20 22"));
  EXPECT_THAT(bundle.json_by_viewer().at("student_after_published"), Not(HasSubstr("20 22")));
  EXPECT_THAT(bundle.html_for_instructors(), HasSubstr("<html"));
}

TEST_F(WorkTest, AFaultOfOursIsNoVerdict) {
  world_.on_create = [](int) { return Unavailable("no sandbox today"); };
  const JobOutcome outcome = Grade();
  EXPECT_EQ(outcome.kind, JobOutcome::Kind::kFailed);
  EXPECT_THAT(outcome.reason, HasSubstr("no sandbox today"));
  EXPECT_GT(outcome.retry_after.count(), 0);
}

TEST_F(WorkTest, AFileOutsideOfTheWorkFolderIsTheSubmissionsFault) {
  const JobOutcome outcome = Grade("../a.e");
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.verdict(), "CE");
  EXPECT_EQ(outcome.result.score(), 0);
  EXPECT_EQ(world_.created, 0);
}

TEST_F(WorkTest, ACancelledJobHasNoResult) {
  std::stop_source stop;
  context_.stop = stop.get_token();
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    stop.request_stop();
    return Sum(run);
  };
  EXPECT_EQ(Grade().kind, JobOutcome::Kind::kCancelled);
}

TEST_F(WorkTest, APackageThatCannotBeHadIsNoVerdict) {
  context_.fetch = [](const std::string&, const ChunkSink&) { return Unavailable("away"); };
  const JobOutcome outcome = Grade();
  EXPECT_EQ(outcome.kind, JobOutcome::Kind::kFailed);
  EXPECT_THAT(outcome.reason, HasSubstr("away"));
}

TEST_F(WorkTest, AJudgeErrorOfThePackagesIsAResultWithItsReport) {
  package_ = Tar({{"assignment.yaml", R"(
title: Broken
limits: {time: 2 s, memory: 64 MiB}
checker: check.e
tests: "*.in"
)"},
                  {"check.e", "checker"},
                  {"1.in", "1 1\n"},
                  {"1.ans", "2\n"}});
  world_.program = [](int, const RunSpec& run, const auto& files) -> Result<Outcome> {
    if (!files.contains("check.e")) return Sum(run);
    Outcome crashed;
    crashed.signal = 11;
    return crashed;
  };
  const JobOutcome outcome = Grade();
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.verdict(), "JE") << outcome.result.message();
  EXPECT_FALSE(outcome.report.empty());
}

TEST_F(WorkTest, APackageThatCannotBeReadIsAResultToo) {
  package_ = Tar({{"assignment.yaml", "titel: Sum\n"}});
  const JobOutcome outcome = Grade();
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.verdict(), "JE");
  EXPECT_THAT(outcome.result.message(), HasSubstr("titel"));
  EXPECT_THAT(outcome.result.student_message(), Not(HasSubstr("titel")));
}

// Adds where a right example is run, and is wrong where a wrong one is.
Result<Outcome> Example(int, const RunSpec& run, const grader::FakeWorld::Files& files) {
  if (files.contains("validate.e")) {
    Outcome outcome = Prints("");
    outcome.exit_code = run.stdin_bytes == "1 1\n" ? 1 : 42;
    return outcome;
  }
  if (files.contains("wrong.e")) return Prints("wrong\n");
  return Sum(run);
}

TEST_F(WorkTest, WithoutFilesThePackageIsVerifiedAndToldWhileItHappens) {
  package_ = Tar({{"assignment.yaml", R"(
title: Sum
limits: {time: 2 s, memory: 64 MiB}
validators: validate.e
tests: "*.in"
)"},
                  {"validate.e", "validator"},
                  {"1.in", "1 1\n"},
                  {"1.ans", "2\n"},
                  {"2.in", "3 4\n"},
                  {"2.ans", "7\n"},
                  {"submissions/accepted/right.e", "source"},
                  {"submissions/accepted/wrong.e", "source"},
                  {"submissions/wrong_answer/wrong.e", "source"}});
  world_.program = &Example;
  pb::JobSpec spec;
  spec.mutable_grade()->set_package_sha256(Sha256Hex(package_));
  spec.mutable_grade()->set_problem("sum");
  const JobOutcome outcome = Run(spec);
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.verdict(), "WA");
  EXPECT_EQ(outcome.result.tests_passed(), 2);
  EXPECT_EQ(outcome.result.tests_total(), 3);
  std::vector<std::string> told;
  ASSERT_TRUE(events_.at(0).has_started());
  EXPECT_EQ(events_[0].started().total_tests(), 4);
  for (const auto& event : events_) {
    if (!event.has_test() || event.test().group() == "warning") continue;
    const pb::TestDone& test = event.test();
    told.push_back(test.part() + " " + test.name() + " " + test.verdict() + " " + test.title() +
                   " " + std::to_string(test.done()) + "/" + std::to_string(test.total()));
    EXPECT_EQ(test.visibility(), pb::TEST_VISIBILITY_HIDDEN);
  }
  EXPECT_THAT(told, ElementsAre("findings 1 WA  0/4", "validators validate.e WA  1/4",
                                "examples submissions/accepted/right.e AC AC 2/4",
                                // Of both tests and of the whole.
                                "findings submissions/accepted/wrong.e WA  2/4",
                                "findings submissions/accepted/wrong.e WA  2/4",
                                "findings submissions/accepted/wrong.e WA  2/4",
                                "examples submissions/accepted/wrong.e WA AC 3/4",
                                "examples submissions/wrong_answer/wrong.e WA WA 4/4"));
  pb::ReportBundle bundle;
  ASSERT_TRUE(bundle.ParseFromString(outcome.report));
  pb::VerificationReport report;
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(
                  bundle.json_by_viewer().at("verification"), &report)
                  .ok());
  EXPECT_FALSE(report.ok());
  EXPECT_EQ(report.examples_size(), 3);
  EXPECT_FALSE(report.examples(1).agrees());
  EXPECT_THAT(report.examples(1).why(0), HasSubstr("WA"));
  EXPECT_EQ(report.time_limit_ms(), 2000);
}

TEST_F(WorkTest, AVerificationThatAMachineFailsIsTriedAgain) {
  package_ = Tar({{"assignment.yaml", "title: Sum\ntests: \"*.in\"\n"},
                  {"1.in", "1 1\n"},
                  {"1.ans", "2\n"},
                  {"submissions/accepted/right.e", "source"}});
  world_.on_create = [](int) { return Unavailable("no sandbox today"); };
  pb::JobSpec spec;
  spec.mutable_grade()->set_package_sha256(Sha256Hex(package_));
  const JobOutcome outcome = Run(spec);
  EXPECT_EQ(outcome.kind, JobOutcome::Kind::kFailed);
  EXPECT_THAT(outcome.reason, HasSubstr("no sandbox today"));
}

TEST_F(WorkTest, AVerificationEndsInTime) {
  package_ = Tar({{"assignment.yaml", "title: Sum\ntests: \"*.in\"\n"},
                  {"1.in", "1 1\n"},
                  {"1.ans", "2\n"},
                  {"submissions/accepted/right.e", "source"}});
  pb::JobSpec spec;
  spec.mutable_grade()->set_package_sha256(Sha256Hex(package_));
  WorkerJobs jobs(grading_, *cache_, {.longest_verification = std::chrono::seconds(0)});
  const JobOutcome outcome = jobs.Run(spec, context_);
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.tests_total(), 0);
  EXPECT_THAT(outcome.report, HasSubstr("took longer"));
}

TEST_F(WorkTest, RunsOneProgramAndCompares) {
  pb::JobSpec spec = Program();
  spec.mutable_run()->set_expected_output("3");
  JobOutcome outcome = Run(spec);
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(outcome.result.verdict(), "AC");
  EXPECT_EQ(RunOf(outcome).stdout(), "3\n");
  EXPECT_EQ(RunOf(outcome).exit_code(), 0);
  EXPECT_EQ(RunOf(outcome).cpu_us(), 3000);
  spec.mutable_run()->set_expected_output("4");
  outcome = Run(spec);
  EXPECT_EQ(RunOf(outcome).status(), "WA");
  EXPECT_EQ(outcome.result.score(), 0);
}

TEST_F(WorkTest, TheMeanOfSeveralRuns) {
  pb::JobSpec spec = Program();
  spec.mutable_run()->set_number_of_runs(4);
  world_.program = [](int number, const RunSpec&, const auto&) -> Result<Outcome> {
    Outcome outcome = Prints("x");
    outcome.cpu = std::chrono::milliseconds(number);
    return outcome;
  };
  EXPECT_EQ(RunOf(Run(spec)).cpu_us(), 2500);
  EXPECT_EQ(world_.runs, 4);
}

TEST_F(WorkTest, ArgumentsStreamsAndLimitsReachTheProgram) {
  pb::JobSpec spec = Program();
  spec.mutable_run()->add_arguments("--fast");
  spec.mutable_run()->set_redirect_stderr_to_stdout(true);
  spec.mutable_run()->mutable_limits()->set_cpu_ms(700);
  spec.mutable_run()->mutable_limits()->set_wall_ms(900);
  spec.mutable_run()->mutable_limits()->set_memory_bytes(32 << 20);
  spec.mutable_run()->mutable_limits()->set_stack_bytes(1 << 20);
  RunSpec seen;
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    seen = run;
    return Prints("");
  };
  ASSERT_EQ(Run(spec).kind, JobOutcome::Kind::kFinished);
  ASSERT_EQ(seen.argv.size(), 5U);
  EXPECT_EQ(seen.argv[0], "/bin/sh");
  EXPECT_EQ(seen.argv[3], "./a.e");
  EXPECT_EQ(seen.argv[4], "--fast");
  EXPECT_EQ(seen.limits.cpu, std::chrono::milliseconds(700));
  EXPECT_EQ(seen.limits.wall, std::chrono::milliseconds(900));
  EXPECT_EQ(seen.limits.memory_bytes, 32U << 20U);
  EXPECT_EQ(seen.limits.stack_bytes, 1U << 20U);
}

TEST_F(WorkTest, FilesOfAnArchiveStandBesideTheProgram) {
  pb::JobSpec spec = Program();
  spec.mutable_run()->set_archive(Tar({{"lib/x.txt", "x"}, {"a.e", "another"}}));
  grader::FakeWorld::Files seen;
  world_.program = [&](int, const RunSpec&, const auto& files) -> Result<Outcome> {
    seen = files;
    return Prints("");
  };
  ASSERT_EQ(Run(spec).kind, JobOutcome::Kind::kFinished);
  EXPECT_EQ(seen["lib/x.txt"], "x");
  EXPECT_EQ(seen["a.e"], "source");
  spec.mutable_run()->set_archive("this is no archive");
  EXPECT_EQ(RunOf(Run(spec)).status(), "CE");
}

TEST_F(WorkTest, AProjectSaysItselfHowItIsBuiltAndStarted) {
  pb::JobSpec spec;
  spec.mutable_run()->set_language("multi-file");
  spec.mutable_run()->set_archive(
      Tar({{"compile", "echo"}, {"run", "echo"}, {"part.e", "source"}}));
  std::vector<std::string> commands;
  world_.program = [&](int, const RunSpec& run, const auto&) -> Result<Outcome> {
    commands.push_back(run.argv.at(0) + " " + run.argv.at(1));
    return Prints("");
  };
  const JobOutcome outcome = Run(spec);
  ASSERT_EQ(outcome.kind, JobOutcome::Kind::kFinished) << outcome.reason;
  EXPECT_EQ(RunOf(outcome).status(), "AC") << RunOf(outcome).compile_output();
  EXPECT_THAT(commands, ElementsAre("/bin/bash compile", "/bin/bash run"));
}

TEST_F(WorkTest, ABrokenSandboxIsReplacedOnce) {
  world_.program = [](int number, const RunSpec& run, const auto&) -> Result<Outcome> {
    if (number == 1) return Internal("broken");
    return Sum(run);
  };
  EXPECT_EQ(Run(Program()).result.verdict(), "AC");
  world_.program = [](int, const RunSpec&, const auto&) -> Result<Outcome> {
    return Internal("broken");
  };
  EXPECT_EQ(Run(Program()).kind, JobOutcome::Kind::kFailed);
}

TEST_F(WorkTest, NoopsSleepAndCanBeCancelled) {
  pb::JobSpec spec;
  spec.mutable_noop()->set_verdict("WA");
  EXPECT_EQ(Run(spec).result.verdict(), "WA");
  EXPECT_TRUE(Run(spec).report.empty());
  spec.mutable_noop()->set_busy_us(3'600'000'000);
  std::stop_source stop;
  context_.stop = stop.get_token();
  stop.request_stop();
  EXPECT_EQ(Run(spec).kind, JobOutcome::Kind::kCancelled);
}

TEST(OutputMatch, IsJudge0s) {
  EXPECT_TRUE(OutputMatches("a\nb", "a  \nb\n\n"));
  EXPECT_TRUE(OutputMatches("", "\n \n"));
  EXPECT_FALSE(OutputMatches("a\nb", "a\n\nb"));
  EXPECT_FALSE(OutputMatches("a", " a"));
  EXPECT_FALSE(OutputMatches("a", "a\nb"));
  EXPECT_FALSE(OutputMatches("a", ""));
}

TEST(CutText, StaysValidAndShort) {
  EXPECT_EQ(CutText("abc", 3), "abc");
  EXPECT_EQ(CutText("abcdef", 5), "ab…");
  EXPECT_EQ(CutText("ääää", 6), "ä…");
  EXPECT_EQ(CutText("a\xff", 10), "a\xef\xbf\xbd");
  EXPECT_EQ(CutLine("one\ntwo", 10), "one");
  const std::string bytes(1000, '\xff');
  EXPECT_LE(CutText(bytes, 100).size(), 100U);
}

}  // namespace
}  // namespace assay::judge
