// The worker's binary against a judge of the test's, over mutual TLS and with real sandboxes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <thread>

#include "common/files.h"
#include "common/process/child.h"
#include "common/sha256.h"
#include "common/tls/authority.h"
#include "judge/worker/test_judge.h"
#include "judge/worker/test_packages.h"
#include "sandbox/tool/host.h"

namespace assay::judge {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using Clock = std::chrono::steady_clock;

constexpr const char* kSum = "print(sum(map(int, input().split())))\n";

bool IsFinished(const pb::WorkerMessage& message) { return message.has_finished(); }
bool IsCredit(const pb::WorkerMessage& message) {
  return message.has_credit() && message.credit().slots() > 0;
}
bool IsStarted(const pb::WorkerMessage& message) {
  return message.has_event() && message.event().event().has_started();
}

// Processes whose command line holds the text.
std::vector<int> ProcessesWith(const std::string& text) {
  std::vector<int> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    std::ifstream file(entry.path() / "cmdline");
    const std::string line((std::istreambuf_iterator<char>(file)), {});
    if (line.find(text) != std::string::npos) found.push_back(std::stoi(name));
  }
  return found;
}

// The process and all below it.
std::set<int> WithDescendants(int pid) {
  std::set<int> family = {pid};
  std::error_code error;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", error)) {
    std::ifstream children(task.path() / "children");
    for (int child = 0; children >> child;) family.merge(WithDescendants(child));
  }
  return family;
}

// Control groups that are named for one of the processes.
std::vector<fs::path> GroupsOf(const std::set<int>& family) {
  std::vector<fs::path> found;
  std::error_code error;
  for (auto it = fs::recursive_directory_iterator("/sys/fs/cgroup", error);
       it != fs::recursive_directory_iterator(); it.increment(error)) {
    const std::string folder = it->path().filename().string();
    for (const int pid : family) {
      if (folder == "assay." + std::to_string(pid)) found.push_back(it->path());
    }
  }
  return found;
}

template <typename True>
bool WaitFor(True&& is_true, seconds patience = seconds(30)) {
  const auto until = Clock::now() + patience;
  while (!is_true()) {
    if (Clock::now() > until) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

class WorkerProcessTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!sandbox::FindImage("python").ok()) GTEST_SKIP() << "no python image: ./dev images python";
    auto made = TempDir::Create();
    ASSERT_TRUE(made.ok());
    dir_.emplace(*std::move(made));
    auto authority = tls::CertificateAuthority::Create(dir_->path() / "ca");
    ASSERT_TRUE(authority.ok()) << authority.status().ToString();
    for (const tls::Identity& who : {tls::Identity{"judge"}, tls::Identity{"worker", "w1"}}) {
      const auto credentials = authority->Issue({.identity = who});
      ASSERT_TRUE(credentials.ok());
      ASSERT_TRUE(tls::WriteCredentials(dir_->path() / who.service, *credentials).ok());
    }
    StartJudge(0);
  }
  rpc::TlsFiles Files(const std::string& who) const {
    const fs::path folder = dir_->path() / who;
    return {folder / "tls.crt", folder / "tls.key", folder / "roots.crt"};
  }
  void StartJudge(int port) {
    judge_.reset();
    auto judge = TestJudge::Start(Files("judge"), port);
    ASSERT_TRUE(judge.ok()) << judge.status().ToString();
    judge_ = *std::move(judge);
    package_ = judge_->AddBlob(SumPackage());
  }
  void StartWorker(std::vector<std::string> more = {}) {
    const rpc::TlsFiles files = Files("worker");
    process::Command command;
    command.argv = {std::string(std::getenv("ASSAY_BIN_DIR")) + "/assay-worker",
                    "--judge",
                    judge_->target(),
                    "--tls-certificate",
                    files.certificate,
                    "--tls-key",
                    files.key,
                    "--tls-roots",
                    files.roots,
                    "--cache",
                    dir_->path() / "cache",
                    "--backend",
                    "native",
                    "--slots",
                    "2",
                    "--admin-listen",
                    "none"};
    command.argv.insert(command.argv.end(), more.begin(), more.end());
    for (const char* name : {"HOME", "ASSAY_BIN_DIR", "ASSAY_IMAGE_STORE", "ASSAY_LANGUAGES"}) {
      if (const char* value = std::getenv(name)) {
        command.environment.push_back(std::string(name) + "=" + value);
      }
    }
    command.log = dir_->path() / "worker.log";
    auto child = process::Child::Start(command);
    ASSERT_TRUE(child.ok()) << child.status().ToString();
    worker_ = *std::move(child);
  }
  void TearDown() override {
    if (worker_.running()) std::ignore = worker_.Stop(SIGTERM, seconds(20));
    if (HasFailure() && dir_) {
      std::ifstream log(dir_->path() / "worker.log");
      std::cerr << std::string((std::istreambuf_iterator<char>(log)), {});
    }
  }

  pb::JobSpec Grade(const std::string& source, const std::string& file = "sum.py") const {
    pb::JobSpec spec;
    spec.mutable_grade()->set_package_sha256(package_);
    spec.mutable_grade()->set_problem("sum");
    spec.mutable_grade()->add_files()->set_path(file);
    spec.mutable_grade()->mutable_files(0)->set_data(source);
    return spec;
  }
  // The next result, acknowledged.
  pb::WorkerMessage End() {
    pb::WorkerMessage end = judge_->Hear(IsFinished);
    judge_->Accept(end.finished().lease());
    return end;
  }
  pb::ReportBundle BundleOf(const pb::JobResult& result) const {
    pb::ReportBundle bundle;
    EXPECT_TRUE(bundle.ParseFromString(judge_->Blob(result.report_sha256())));
    return bundle;
  }

  std::optional<TempDir> dir_;
  std::unique_ptr<TestJudge> judge_;
  process::Child worker_;
  std::string package_;
};

TEST_F(WorkerProcessTest, GradesARealSubmissionThroughTheStream) {
  StartWorker();
  const pb::Hello hello = judge_->Greet();
  EXPECT_EQ(hello.slots(), 2);
  EXPECT_EQ(hello.backend(), "native");
  EXPECT_THAT(hello.images().at("python"), HasSubstr("sha256:"));
  EXPECT_THAT(hello.languages(), ::testing::Contains("python"));
  judge_->Hear(IsCredit);
  judge_->Lease(1, Grade(kSum));
  pb::WorkerMessage end = End();
  EXPECT_EQ(end.finished().result().verdict(), "AC");
  EXPECT_EQ(end.finished().result().score(), 10);
  EXPECT_EQ(end.finished().result().tests_passed(), 3);
  EXPECT_GT(end.finished().result().max_memory_bytes(), 0);
  EXPECT_THAT(BundleOf(end.finished().result()).json_by_viewer().at("instructor"),
              HasSubstr("\"AC\""));

  judge_->Lease(2, Grade("print(int(input().split()[0]))\n"));
  end = End();
  EXPECT_EQ(end.finished().result().verdict(), "WA");
  EXPECT_EQ(end.finished().result().score(), 0);
}

TEST_F(WorkerProcessTest, RunsAProgramWithItsLimits) {
  StartWorker();
  judge_->Greet();
  pb::JobSpec spec;
  spec.mutable_run()->set_language("python");
  auto* file = spec.mutable_run()->add_files();
  file->set_path("main.py");
  file->set_data("import sys\nprint(input(), sys.argv[1:])\nprint('x', file=sys.stderr)\n");
  spec.mutable_run()->set_stdin("hello\n");
  spec.mutable_run()->add_arguments("a b");
  judge_->Lease(1, spec);
  pb::RunOutcome run = BundleOf(End().finished().result()).run();
  EXPECT_EQ(run.status(), "AC") << run.message();
  EXPECT_EQ(run.stdout(), "hello ['a b']\n");
  EXPECT_EQ(run.stderr(), "x\n");
  EXPECT_EQ(run.exit_code(), 0);

  spec.mutable_run()->set_redirect_stderr_to_stdout(true);
  spec.mutable_run()->set_expected_output("something else");
  judge_->Lease(2, spec);
  run = BundleOf(End().finished().result()).run();
  EXPECT_EQ(run.status(), "WA");
  EXPECT_THAT(run.stdout(), HasSubstr("x\n"));

  file->set_data("while True: pass\n");
  spec.mutable_run()->mutable_limits()->set_cpu_ms(200);
  judge_->Lease(3, spec);
  run = BundleOf(End().finished().result()).run();
  EXPECT_EQ(run.status(), "TLE");
}

TEST_F(WorkerProcessTest, ARevokedSubmissionIsStopped) {
  StartWorker();
  judge_->Greet();
  const std::string name = "revoked_" + std::to_string(::getpid()) + ".py";
  judge_->Lease(1, Grade("import time\nwhile True: time.sleep(0.1)\n", name));
  judge_->Hear(IsStarted);
  ASSERT_TRUE(WaitFor([&] { return !ProcessesWith(name).empty(); }));
  pb::JudgeMessage revoked;
  revoked.mutable_revoked()->mutable_lease()->set_job(1);
  revoked.mutable_revoked()->mutable_lease()->set_attempt(1);
  judge_->Say(revoked);
  EXPECT_TRUE(WaitFor([&] { return ProcessesWith(name).empty(); }));
  judge_->Lease(2, Grade(kSum));
  EXPECT_EQ(End().finished().lease().job(), 2);
}

TEST_F(WorkerProcessTest, NothingIsLeftOfAWorkerThatWasKilled) {
  StartWorker();
  judge_->Greet();
  const std::string name = "orphan_" + std::to_string(::getpid()) + ".py";
  judge_->Lease(1, Grade("import os\nos.fork()\nwhile True: pass\n", name));
  judge_->Hear(IsStarted);
  ASSERT_TRUE(WaitFor([&] { return ProcessesWith(name).size() >= 2; }));
  const std::set<int> family = WithDescendants(worker_.pid());
  ASSERT_GE(family.size(), 4U);  // the worker, its helper, two of the submission's
  ASSERT_FALSE(GroupsOf(family).empty());
  const auto killed = Clock::now();
  ASSERT_TRUE(worker_.Stop(SIGKILL, seconds(10)).ok());
  EXPECT_TRUE(WaitFor([&] { return ProcessesWith(name).empty() && GroupsOf(family).empty(); },
                      seconds(10)));
  for (const int pid : family) {
    EXPECT_TRUE(WaitFor([&] { return !fs::exists("/proc/" + std::to_string(pid)); }, seconds(10)))
        << pid;
  }
  RecordProperty("milliseconds", std::to_string((Clock::now() - killed) / milliseconds(1)));
  // The next one with the same cache goes on, and has the package still.
  StartWorker();
  EXPECT_EQ(judge_->Greet().held_size(), 0);
  judge_->Lease(1, Grade(kSum), 2);
  EXPECT_EQ(End().finished().result().verdict(), "AC");
}

TEST_F(WorkerProcessTest, AResultOutlivesTheJudge) {
  StartWorker();
  judge_->Greet();
  judge_->Lease(1, Grade("import time\ntime.sleep(0.3)\n" + std::string(kSum)));
  judge_->Hear(IsStarted);
  StartJudge(judge_->port());
  EXPECT_EQ(judge_->Greet().held_size(), 1);
  const pb::WorkerMessage end = End();
  EXPECT_EQ(end.finished().result().verdict(), "AC");
  EXPECT_FALSE(judge_->Blob(end.finished().result().report_sha256()).empty());
}

TEST_F(WorkerProcessTest, DrainsOnSigterm) {
  StartWorker();
  judge_->Greet();
  judge_->Lease(1, Grade("import time\ntime.sleep(0.3)\n" + std::string(kSum)));
  judge_->Hear(IsStarted);
  ASSERT_TRUE(worker_.Signal(SIGTERM).ok());
  judge_->Hear([](const auto& message) { return message.has_draining(); });
  const pb::WorkerMessage end = End();
  EXPECT_EQ(end.finished().result().verdict(), "AC");
  const auto status = worker_.Wait(seconds(20));
  ASSERT_TRUE(status.ok() && status->has_value());
  EXPECT_EQ(**status, 0) << process::DescribeEnd(**status);
}

TEST_F(WorkerProcessTest, ARunningJobDoesNotHoldUpTheEndForEver) {
  StartWorker({"--drain-timeout", "0.2"});
  judge_->Greet();
  judge_->Lease(1, Grade("while True: pass\n"));
  judge_->Hear(IsStarted);
  ASSERT_TRUE(worker_.Signal(SIGTERM).ok());
  const pb::WorkerMessage failed =
      judge_->Hear([](const auto& message) { return message.has_failed(); });
  EXPECT_EQ(failed.failed().lease().job(), 1);
  const auto status = worker_.Wait(seconds(20));
  ASSERT_TRUE(status.ok() && status->has_value());
  EXPECT_EQ(**status, 0) << process::DescribeEnd(**status);
}

}  // namespace
}  // namespace assay::judge
