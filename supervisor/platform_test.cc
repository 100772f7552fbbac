// The real assay-platform with a real PostgreSQL and Redis; small programs stand in for the
// services.
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <set>

#include "common/files.h"
#include "supervisor/test_platform.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// One data folder for all tests: each leaves it stopped.
class PlatformTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { platform_ = TestPlatform::Make(); }
  static void TearDownTestSuite() { platform_.reset(); }
  void SetUp() override { ASSERT_NE(platform_, nullptr); }
  void TearDown() override {
    platform_->SetBehaviour("");
    platform_->Run({"down"});
  }
  static std::unique_ptr<TestPlatform> platform_;
};
std::unique_ptr<TestPlatform> PlatformTest::platform_;

TEST_F(PlatformTest, StartsShowsWhatRunsAndStops) {
  const Ran up = platform_->Run({"up"});
  ASSERT_EQ(up.exit_code, 0) << up.output;
  for (const char* name : {"postgres", "redis", "identity", "judge", "courses", "plagiarism",
                           "worker-w1", "gateway"}) {
    EXPECT_THAT(up.output, HasSubstr(std::string("  ") + name)) << up.output;
  }
  EXPECT_THAT(up.output, HasSubstr("https://127.0.0.1:"));
  const auto status = platform_->StatusNow();
  EXPECT_EQ(status.exit_code, 0);
  EXPECT_EQ(status.json.at("phase"), "running");
  EXPECT_EQ(status.json.at("services").size(), 9U);
  const std::vector<pid_t> pids = status.Pids();
  EXPECT_EQ(pids.size(), 10U);
  for (const pid_t pid : pids) EXPECT_TRUE(IsAlive(pid)) << pid;

  const Ran down = platform_->Run({"down"});
  EXPECT_EQ(down.exit_code, 0) << down.output;
  for (const pid_t pid : pids) EXPECT_FALSE(IsAlive(pid)) << pid;
  EXPECT_EQ(platform_->Run({"status"}).exit_code, 3);
  EXPECT_EQ(platform_->Run({"down"}).exit_code, 0);
}

TEST_F(PlatformTest, ASecondStartKeepsPortsKeysAndData) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  ASSERT_TRUE(platform_->ExecuteAs("judge", "CREATE TABLE IF NOT EXISTS kept (v int)").ok());
  const std::string state = ReadFile(platform_->data() / "state.json").value();
  const std::string key = ReadFile(platform_->data() / "keys/master.key").value();
  const std::string root = ReadFile(platform_->data() / "pki/root.crt").value();
  ASSERT_EQ(platform_->Run({"down"}).exit_code, 0);
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  EXPECT_EQ(ReadFile(platform_->data() / "state.json").value(), state);
  EXPECT_EQ(ReadFile(platform_->data() / "keys/master.key").value(), key);
  EXPECT_EQ(ReadFile(platform_->data() / "pki/root.crt").value(), root);
  EXPECT_TRUE(platform_->ExecuteAs("judge", "SELECT v FROM kept").ok());
}

TEST_F(PlatformTest, ARoleHasItsSchemaAndNothingElse) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  ASSERT_TRUE(
      platform_->ExecuteAs("identity", "CREATE TABLE IF NOT EXISTS identity.t (v int)").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "SELECT * FROM identity.t").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "CREATE TABLE identity.mine (v int)").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "CREATE TABLE public.mine (v int)").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "CREATE SCHEMA mine").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "CREATE ROLE mine").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "COPY (SELECT 1) TO PROGRAM 'cat'").ok());
  EXPECT_FALSE(platform_->ExecuteAs("judge", "SET ROLE assay").ok());
}

TEST_F(PlatformTest, ASecretThatWasLostIsMadeAgain) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  ASSERT_EQ(platform_->Run({"down"}).exit_code, 0);
  ASSERT_TRUE(fs::remove(platform_->data() / "secrets/judge.password"));
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  EXPECT_TRUE(platform_->ExecuteAs("judge", "SELECT 1").ok());
}

TEST_F(PlatformTest, KilledProcessesComeBack) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  const auto before = platform_->StatusNow();
  for (const auto& unit : before.json.at("services")) {
    ASSERT_EQ(::kill(unit.at("pid").get<pid_t>(), SIGKILL), 0) << unit;
  }
  EXPECT_TRUE(platform_->WaitUntil([&](const TestStatus& now) {
    for (const auto& unit : now.json.at("services")) {
      if (!unit.at("ready").get<bool>() || unit.at("restarts").get<int>() < 1) return false;
    }
    return true;
  })) << platform_->Run({"status"}).output;
  for (const auto& unit : platform_->StatusNow().json.at("services")) {
    EXPECT_THAT(unit.value("last_end", ""), HasSubstr("signal 9")) << unit;
  }
  EXPECT_TRUE(platform_->ExecuteAs("judge", "SELECT 1").ok());
}

TEST_F(PlatformTest, AKilledSupervisorLeavesNothingAndTheNextOneStarts) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  ASSERT_TRUE(platform_->ExecuteAs("judge", "CREATE TABLE IF NOT EXISTS killed (v int)").ok());
  const auto before = platform_->StatusNow();
  ASSERT_EQ(::kill(before.json.at("pid").get<pid_t>(), SIGKILL), 0);
  // At once: the next one waits until PostgreSQL has stopped in order.
  const Ran up = platform_->Run({"up"});
  ASSERT_EQ(up.exit_code, 0) << up.output;
  for (const pid_t pid : before.Pids()) EXPECT_FALSE(IsAlive(pid)) << pid;
  EXPECT_TRUE(platform_->ExecuteAs("judge", "SELECT v FROM killed").ok());
  const std::string log = ReadFile(platform_->data() / "logs/postgres.log").value();
  EXPECT_EQ(log.substr(log.rfind("starting PostgreSQL")).find("not properly shut down"),
            std::string::npos);
}

TEST_F(PlatformTest, AKilledSupervisorAloneLeavesNothing) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  const std::vector<pid_t> pids = platform_->StatusNow().Pids();
  ASSERT_EQ(::kill(pids.front(), SIGKILL), 0);
  EXPECT_TRUE(WaitFor([&] { return std::none_of(pids.begin(), pids.end(), IsAlive); }));
}

TEST_F(PlatformTest, AnotherUpShowsTheOneThatRuns) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  const auto before = platform_->StatusNow();
  const Ran again = platform_->Run({"up"});
  EXPECT_EQ(again.exit_code, 0) << again.output;
  EXPECT_THAT(again.output, HasSubstr("It runs already."));
  EXPECT_THAT(again.output, HasSubstr("supervisor: " + before.json.at("pid").dump()));
  EXPECT_EQ(platform_->StatusNow().Pids(), before.Pids());
}

TEST_F(PlatformTest, AnUpInTheForegroundStopsOnSigterm) {
  auto running = platform_->Launch({"up", "--foreground"});
  ASSERT_TRUE(running.ok());
  ASSERT_TRUE(platform_->WaitUntil([](const TestStatus& now) { return now.exit_code == 0; }));
  const std::vector<pid_t> pids = platform_->StatusNow().Pids();
  ASSERT_TRUE(running->Signal(SIGTERM).ok());
  const auto ended = running->Wait(std::chrono::seconds(30));
  ASSERT_TRUE(ended.ok() && *ended);
  EXPECT_EQ(process::DescribeEnd(**ended), "exit code 0");
  for (const pid_t pid : pids) EXPECT_FALSE(IsAlive(pid)) << pid;
}

TEST_F(PlatformTest, ATakenPortIsSaid) {
  const auto taken = ListenOnSomePort();
  const Ran up = platform_->Run({"up", "--port", std::to_string(taken.port)});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.output, HasSubstr("port 127.0.0.1:" + std::to_string(taken.port) + " is taken"));
  EXPECT_EQ(platform_->Run({"status"}).exit_code, 3);
}

TEST_F(PlatformTest, AServiceThatCannotStartFailsTheStartWithItsLastWords) {
  platform_->SetBehaviour("assay-judge crash\n");
  const Ran up = platform_->Run({"up"});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.output, HasSubstr("judge cannot be started: exit code 1; log: cannot think"));
  EXPECT_EQ(platform_->Run({"status"}).exit_code, 3);

  platform_->SetBehaviour("assay-gateway usage\n");
  const Ran usage = platform_->Run({"up"});
  EXPECT_EQ(usage.exit_code, 1);
  EXPECT_THAT(usage.output, HasSubstr("gateway cannot be started: exit code 64"));

  platform_->SetBehaviour("assay-worker late\n");
  const Ran late = platform_->Run({"up", "--start-timeout", "2"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.output, HasSubstr("worker-w"));
  EXPECT_THAT(late.output, HasSubstr("is not ready"));
}

TEST_F(PlatformTest, AServiceThatDiesAgainAndAgainIsShownWithItsLastWords) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  platform_->SetBehaviour("assay-judge crash\n");
  ASSERT_EQ(::kill(platform_->StatusNow().Unit("judge").at("pid").get<pid_t>(), SIGKILL), 0);
  EXPECT_TRUE(platform_->WaitUntil([](const TestStatus& now) {
    return now.Unit("judge").at("restarts") >= 3 &&
           now.Unit("judge").value("reason", "") == "exit code 1; log: cannot think";
  })) << platform_->Run({"status"}).output;
  EXPECT_EQ(platform_->StatusNow().exit_code, 3);
  platform_->SetBehaviour("");
  EXPECT_TRUE(platform_->WaitUntil([](const TestStatus& now) { return now.exit_code == 0; }));
}

TEST_F(PlatformTest, AServiceThatCannotWorkIsShownWithItsReason) {
  platform_->SetBehaviour("assay-judge sick\n");
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  EXPECT_TRUE(platform_->WaitUntil([](const TestStatus& now) {
    return now.Unit("judge").value("reason", "") == "the database does not answer";
  }));
  EXPECT_EQ(platform_->StatusNow().exit_code, 3);
  EXPECT_THAT(platform_->Run({"status"}).output, HasSubstr("the database does not answer"));
}

TEST_F(PlatformTest, StatusHasTheQueueAndTheMemory) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  EXPECT_TRUE(platform_->WaitUntil([](const TestStatus& now) {
    return !now.json.at("queue").is_null() && now.Unit("redis").at("memory_bytes") > 100'000;
  }));
  const auto queue = platform_->StatusNow().json.at("queue");
  EXPECT_EQ(queue.at("waiting"), 7);
  EXPECT_EQ(queue.at("running"), 2);
}

TEST_F(PlatformTest, LogsAreShownAndAWrongNameIsHelped) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  EXPECT_EQ(platform_->Run({"logs", "judge", "-n", "1"}).output, "serving\n");
  EXPECT_THAT(platform_->Run({"logs"}).output, HasSubstr("gateway | serving\n"));
  const Ran wrong = platform_->Run({"logs", "jugde"});
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.output, HasSubstr("jugde: no such log"));
  EXPECT_THAT(wrong.output, HasSubstr("judge"));
}

TEST_F(PlatformTest, AWrongConfigurationStopsBeforeAnythingStarts) {
  const fs::path file = platform_->data() / "assay.toml";
  const std::string good = ReadFile(file).value();
  ASSERT_TRUE(WriteFileAtomically(file, good + "\n[extra]\nkey = 1\n").ok());
  const Ran up = platform_->Run({"up"});
  ASSERT_TRUE(WriteFileAtomically(file, good, 0600).ok());
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.output, HasSubstr(file.string() + ":"));
  EXPECT_THAT(up.output, HasSubstr("unknown key \"extra.key\""));
}

TEST_F(PlatformTest, AFolderThatCannotBeMadeIsSaid) {
  const fs::path file = platform_->data().parent_path() / "file";
  std::ofstream(file) << "x";
  const Ran up = platform_->Run({"up", "--data", (file / "data").string()});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.output, HasSubstr("choose another by --data"));
}

TEST_F(PlatformTest, ProgramsInAClosedFolderAreCopied) {
  if (::geteuid() != 0) GTEST_SKIP() << "the services run as this process's user";
  const fs::path programs = platform_->folder() / "programs";
  fs::permissions(programs, fs::perms::owner_all);
  const Ran up = platform_->Run({"up"});
  fs::permissions(programs, static_cast<fs::perms>(0755));
  ASSERT_EQ(up.exit_code, 0) << up.output;
  EXPECT_TRUE(fs::exists(platform_->data() / "programs/assay-judge"));
}

TEST_F(PlatformTest, AFolderThatIsClosedToServicesIsSaid) {
  if (::geteuid() != 0) GTEST_SKIP() << "the services run as this process's user";
  const fs::path closed = platform_->folder() / "closed";
  fs::create_directory(closed);
  fs::permissions(closed, fs::perms::owner_all);
  const Ran up = platform_->Run({"up", "--data", (closed / "data").string()});
  EXPECT_EQ(up.exit_code, 1);
  EXPECT_THAT(up.output, HasSubstr(closed.string() + " is closed to other users"));
}

TEST_F(PlatformTest, FoldersAreClosedToOthers) {
  ASSERT_EQ(platform_->Run({"up"}).exit_code, 0);
  std::set<std::string> open;
  const fs::path programs = platform_->data() / "programs";  // nothing secret is in them
  for (const auto& entry : fs::recursive_directory_iterator(platform_->data())) {
    if (entry.is_symlink() || entry.path().string().starts_with(programs.string())) continue;
    // Others may pass through some folders; they list none and write to nothing.
    const auto others = entry.status().permissions() & fs::perms::others_all;
    const bool fine =
        entry.is_directory()
            ? (others & ~fs::perms::others_exec) == fs::perms::none
            : (others & fs::perms::others_write) == fs::perms::none || entry.is_socket();
    if (!fine) open.insert(entry.path().string());
  }
  EXPECT_TRUE(open.empty()) << ::testing::PrintToString(open);
  for (const char* secret :
       {"pki/root.key", "pki/judge/tls.key", "keys/master.key", "secrets/judge.password",
        "secrets/admin.token", "postgres/password"}) {
    const auto mode = fs::status(platform_->data() / secret).permissions();
    EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write) << secret;
  }
}

}  // namespace
}  // namespace assay::supervisor
