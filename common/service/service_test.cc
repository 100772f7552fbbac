#include "common/service/service.h"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <thread>

#include "common/files.h"
#include "common/http/client.h"
#include "common/process/child.h"

namespace assay::service {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

bool WaitFor(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 20s;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > deadline) return false;
    std::this_thread::sleep_for(2ms);
  }
  return true;
}

// assay-test-service, as a supervisor sees it.
class ServiceTest : public testing::Test {
 protected:
  std::string Path(const char* name) { return (dir_.value().path() / name).string(); }

  void Start(std::vector<std::string> args, std::vector<std::string> environment = {}) {
    process::Command command;
    command.argv = {std::string(std::getenv("ASSAY_BIN_DIR")) + "/assay-test-service"};
    command.argv.insert(command.argv.end(), args.begin(), args.end());
    command.environment = std::move(environment);
    command.log = Path("log");
    auto child = process::Child::Start(command);
    ASSERT_TRUE(child.ok()) << child.status().ToString();
    child_ = std::move(child).value();
  }
  void StartWithGate(const std::string& gate, std::vector<std::string> args = {}) {
    SetGate(gate);
    args.insert(args.end(), {"--gate", Path("gate"), "--ready-file", Path("ready")});
    Start(std::move(args));
  }
  void SetGate(const std::string& text) {
    ASSERT_TRUE(WriteFileAtomically(Path("gate"), text).ok());
  }

  // The exit code; 1000 + N for signal N; -1 when it does not end.
  int ExitCode() {
    const auto status = child_.Wait(20s);
    if (!status.ok() || !*status) return -1;
    return WIFEXITED(**status) ? WEXITSTATUS(**status) : 1000 + WTERMSIG(**status);
  }
  std::string Log() {
    const auto text = ReadFile(Path("log"));
    return text.ok() ? *text : "";
  }
  bool LogHas(const std::string& text) {
    return WaitFor([&] { return Log().find(text) != std::string::npos; });
  }
  bool IsReady() {
    return WaitFor([&] { return std::filesystem::exists(Path("ready")); });
  }
  // Of the line "started", which stands there before the service is ready.
  std::string AdminPort() {
    if (!LogHas("\"admin_port\":")) return "0";
    const std::string log = Log();
    const size_t at = log.find("\"admin_port\":") + 13;
    return log.substr(at, log.find_first_of(",}", at) - at);
  }
  http::ClientResponse Get(const std::string& path) {
    const auto client = http::Client::Create();
    const std::string url = "http://127.0.0.1:" + AdminPort() + path;
    auto response = (*client)->Send({.url = url});
    EXPECT_TRUE(response.ok()) << response.status().ToString();
    return response.ok() ? *response : http::ClientResponse();
  }

  Result<TempDir> dir_ = TempDir::Create();
  process::Child child_;
};

TEST_F(ServiceTest, SigtermIsACleanStop) {
  Start({"--ready-file", Path("ready")});
  ASSERT_TRUE(IsReady()) << Log();
  ASSERT_TRUE(child_.Signal(SIGTERM).ok());
  EXPECT_EQ(ExitCode(), 0) << Log();
  EXPECT_THAT(Log(), HasSubstr("\"msg\":\"stopping\",\"signal\":\"SIGTERM\""));
  EXPECT_THAT(Log(), HasSubstr("\"msg\":\"stopped\""));
  EXPECT_FALSE(std::filesystem::exists(Path("ready")));
}

TEST_F(ServiceTest, SigintIsTheSame) {
  Start({"--ready-file", Path("ready"), "--log-format", "text"});
  ASSERT_TRUE(IsReady()) << Log();
  ASSERT_TRUE(child_.Signal(SIGINT).ok());
  EXPECT_EQ(ExitCode(), 0);
  EXPECT_THAT(Log(), HasSubstr("info    assay-test: stopping signal=SIGINT"));
}

TEST_F(ServiceTest, FailuresAreExitCodeOne) {
  Start({"--behaviour", "fail"});
  EXPECT_EQ(ExitCode(), 1);
  EXPECT_THAT(Log(), HasSubstr("\"level\":\"error\",\"service\":\"assay-test\",\"msg\":\"failed\","
                               "\"error\":\"UNAVAILABLE: no database at all\""));
  Start({"--behaviour", "throw"});
  EXPECT_EQ(ExitCode(), 1);
  EXPECT_THAT(Log(), HasSubstr("exception: thrown by a library"));
}

TEST_F(ServiceTest, ASecondSignalEndsAtOnce) {
  Start({"--behaviour", "hang", "--ready-file", Path("ready")});
  ASSERT_TRUE(IsReady()) << Log();
  ASSERT_TRUE(child_.Signal(SIGTERM).ok());
  ASSERT_TRUE(LogHas("stopping"));
  ASSERT_TRUE(child_.Signal(SIGINT).ok());
  EXPECT_EQ(ExitCode(), 128 + SIGINT) << Log();
}

TEST_F(ServiceTest, AStopThatTakesTooLongIsSeventy) {
  for (const char* behaviour : {"hang", "hang in callback"}) {
    Start({"--behaviour", behaviour, "--ready-file", Path("ready"), "--stop-timeout", "0.2"});
    ASSERT_TRUE(IsReady()) << Log();
    ASSERT_TRUE(child_.Signal(SIGTERM).ok());
    EXPECT_EQ(ExitCode(), 70) << Log();
    std::filesystem::remove(Path("ready"));
  }
}

TEST_F(ServiceTest, AReadyFileOfAnEarlierRunIsRemoved) {
  ASSERT_TRUE(WriteFileAtomically(Path("ready"), "12345\n").ok());
  StartWithGate("");
  ASSERT_TRUE(LogHas("\"msg\":\"started\""));
  EXPECT_FALSE(std::filesystem::exists(Path("ready")));
  SetGate("ready");
  ASSERT_TRUE(IsReady());
  EXPECT_EQ(ReadFile(Path("ready")).value(), AdminPort() + "\n");
  SetGate("return");  // a service may also end by itself
  EXPECT_EQ(ExitCode(), 0);
  EXPECT_FALSE(std::filesystem::exists(Path("ready")));
}

TEST_F(ServiceTest, WrongOptionsAreSixtyFour) {
  Start({"--no-such-option"});
  EXPECT_EQ(ExitCode(), 64);
  Start({"--need-tls"});
  EXPECT_EQ(ExitCode(), 64);
  EXPECT_THAT(Log(), HasSubstr("assay-test: --tls-certificate is not given"));
  Start({"--need-tls", "--tls-certificate", "/nowhere/tls.crt"});
  EXPECT_EQ(ExitCode(), 64);
  EXPECT_THAT(Log(), HasSubstr("--tls-certificate /nowhere/tls.crt: No such file or directory"));
  ASSERT_TRUE(WriteFileAtomically(Path("t.toml"), "\nbehavior = \"wait\"\n").ok());
  Start({"--config", Path("t.toml")});
  EXPECT_EQ(ExitCode(), 64);
  EXPECT_THAT(Log(), HasSubstr(Path("t.toml") + ":2: unknown key \"behavior\"; did you mean "
                                                "\"behaviour\"?"));
}

TEST_F(ServiceTest, TheEnvironmentIsBeforeTheFile) {
  ASSERT_TRUE(WriteFileAtomically(Path("t.toml"), "behaviour = \"wait\"\n").ok());
  Start({}, {"ASSAY_TEST_BEHAVIOUR=fail", "ASSAY_TEST_CONFIG=" + Path("t.toml")});
  EXPECT_EQ(ExitCode(), 1) << Log();
  Start({"--print-config"}, {"ASSAY_TEST_BEHAVIOUR=fail", "ASSAY_TEST_CONFIG=" + Path("t.toml")});
  EXPECT_EQ(ExitCode(), 0);
  EXPECT_THAT(Log(), HasSubstr("\nbehaviour = \"fail\"\n"));
}

TEST_F(ServiceTest, ReadinessIsWhatTheServiceSays) {
  StartWithGate("");
  EXPECT_EQ(Get("/healthz").status, 200);
  const auto starting = Get("/readyz");
  EXPECT_EQ(starting.status, 503);
  EXPECT_EQ(starting.body, "starting\n");
  SetGate("ready");
  ASSERT_TRUE(IsReady()) << Log();
  EXPECT_EQ(Get("/readyz").status, 200);
  SetGate("not ready");
  ASSERT_TRUE(WaitFor([&] { return Get("/readyz").status == 503; }));
  EXPECT_EQ(Get("/readyz").body, "the database is gone\n");
  EXPECT_EQ(Get("/healthz").status, 200);
  EXPECT_TRUE(std::filesystem::exists(Path("ready")));
}

TEST_F(ServiceTest, MetricsAreServed) {
  StartWithGate("ready");
  ASSERT_TRUE(IsReady()) << Log();
  const auto metrics = Get("/metrics");
  EXPECT_EQ(metrics.status, 200);
  EXPECT_THAT(metrics.Header("content-type"), HasSubstr("version=0.0.4"));
  EXPECT_THAT(metrics.body, HasSubstr("assay_test_runs_total 1\n"));
  EXPECT_THAT(metrics.body, HasSubstr("assay_service_ready 1\n"));
  EXPECT_THAT(metrics.body, HasSubstr("process_resident_memory_bytes "));
  EXPECT_THAT(metrics.body, HasSubstr("assay_build_info{service=\"assay-test\",version="));
  EXPECT_THAT(metrics.body, Not(HasSubstr("assay_metrics_rejected_total")));
  EXPECT_EQ(Get("/elsewhere").status, 404);
}

TEST_F(ServiceTest, AStoppingServiceIsAliveAndNotReady) {
  Start({"--behaviour", "hang", "--ready-file", Path("ready")});
  ASSERT_TRUE(IsReady()) << Log();
  ASSERT_TRUE(child_.Signal(SIGTERM).ok());
  ASSERT_TRUE(WaitFor([&] { return Get("/readyz").body == "stopping\n"; }));
  EXPECT_EQ(Get("/healthz").status, 200);
}

TEST_F(ServiceTest, AnAdminAddressThatCannotBeIsAFailure) {
  Start({"--admin-listen", "192.0.2.1:0"});  // a documentation address: of no machine
  EXPECT_EQ(ExitCode(), 1);
  EXPECT_THAT(Log(), HasSubstr("--admin-listen"));
}

TEST_F(ServiceTest, WithoutAnAdminEndpointTheReadyFileHoldsZero) {
  Start({"--admin-listen", "none", "--ready-file", Path("ready")});
  ASSERT_TRUE(IsReady()) << Log();
  EXPECT_EQ(ReadFile(Path("ready")).value(), "0\n");
}

}  // namespace
}  // namespace assay::service
