// assay-identity as `assay up` runs it: a role of its own, bootstrap, certificates, a ready file, a
// clean stop.
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdlib>
#include <thread>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "common/database/connection.h"
#include "common/database/test_cluster.h"
#include "common/process/child.h"
#include "common/rpc/test_service.h"

namespace assay::identity {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using ::testing::HasSubstr;

class ProgramTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* bin = std::getenv("ASSAY_BIN_DIR");
    ASSERT_NE(bin, nullptr) << "run this by ctest, or set ASSAY_BIN_DIR to the folder of programs";
    program_ = fs::path(bin) / "assay-identity";
    ASSERT_TRUE(cluster_.ok());
    const database::Settings owner = cluster_.NewDatabase();
    auto connection = database::Connection::Open(owner);
    ASSERT_TRUE(connection.ok()) << connection.status().ToString();
    ASSERT_TRUE(
        (*connection)
            ->ExecuteScript("CREATE ROLE identity LOGIN PASSWORD 'p'; GRANT CREATE, CONNECT ON "
                            "DATABASE " +
                            owner.database +
                            " TO identity; "
                            "CREATE SCHEMA judge; CREATE TABLE judge.secret (v text)")
            .ok());
    ASSERT_TRUE(WriteFileAtomically(Path("password"), "p\n", 0600).ok());
    database_ = {"--database-host",          owner.host,        "--database-port",
                 std::to_string(owner.port), "--database-name", owner.database,
                 "--database-password-file", Path("password")};
  }

  std::string Path(const std::string& name) { return (pki_.path() / name).string(); }
  std::string Log() { return ReadFile(Path("log")).value(); }

  process::Child Start(std::vector<std::string> arguments) {
    process::Command command;
    command.argv = {program_.string()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    command.argv.insert(command.argv.end(), database_.begin(), database_.end());
    command.log = Path("log");
    command.death_signal = SIGKILL;
    auto child = process::Child::Start(command);
    EXPECT_TRUE(child.ok()) << child.status().ToString();
    return child.ok() ? std::move(*child) : process::Child();
  }

  int Run(std::vector<std::string> arguments) {
    process::Child child = Start(std::move(arguments));
    const auto end = child.Wait(seconds(60));
    EXPECT_TRUE(end.ok() && end->has_value()) << "it runs on";
    return end.ok() && end->has_value() && WIFEXITED(**end) ? WEXITSTATUS(**end) : -1;
  }

  bool WaitForFile(const std::string& path) {
    const auto deadline = std::chrono::steady_clock::now() + seconds(60);
    while (!fs::exists(path) && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return fs::exists(path);
  }

  rpc::TestPki pki_;
  database::TestCluster cluster_;
  fs::path program_;
  std::vector<std::string> database_;
};

TEST_F(ProgramTest, BootstrapThenServeThenStop) {
  const std::vector<std::string> bootstrap = {"bootstrap", "--tenant",    "default",
                                              "--demo",    "--token-out", Path("admin.token")};
  ASSERT_EQ(Run(bootstrap), 0) << Log();
  const std::string token = ReadFile(Path("admin.token")).value();
  ASSERT_EQ(Run(bootstrap), 0) << Log();
  EXPECT_EQ(ReadFile(Path("admin.token")).value(), token);
  EXPECT_TRUE(fs::exists(Path("demo-ada.token")));

  const rpc::TlsFiles tls = pki_.Issue("identity", "identity");
  process::Child service =
      Start({"--listen", "unix:" + Path("socket"), "--tls-certificate", tls.certificate,
             "--tls-key", tls.key, "--tls-roots", tls.roots, "--ready-file", Path("ready"),
             "--master-key", Path("identity.key"), "--audit-key", Path("audit.key"),
             "--audit-heads", Path("audit.heads")});
  ASSERT_TRUE(WaitForFile(Path("ready"))) << Log();
  const auto channel =
      rpc::Connect("unix:" + Path("socket"), "identity", pki_.Issue("gateway", "gateway"));
  ASSERT_TRUE(channel.ok()) << channel.status().ToString();
  const auto who = rpc::Call(*channel, true, token.substr(0, token.size() - 1));
  ASSERT_TRUE(who.ok()) << who.status().ToString() << Log();
  EXPECT_TRUE(who->person().administrator());

  const auto end = service.Stop(SIGTERM, seconds(30));
  ASSERT_TRUE(end.ok());
  EXPECT_TRUE(WIFEXITED(*end) && WEXITSTATUS(*end) == 0) << process::DescribeEnd(*end) << Log();
  EXPECT_EQ(Log().find(token.substr(0, 49)), std::string::npos) << "a token in the log";
}

TEST_F(ProgramTest, WrongUseSaysWhatIsMissing) {
  EXPECT_EQ(Run({"bootstrap"}), 64);
  EXPECT_THAT(Log(), HasSubstr("--token-out"));
  EXPECT_EQ(Run({"--listen", "127.0.0.1:0", "--master-key", "k", "--audit-key", "a"}), 64);
  EXPECT_THAT(Log(), HasSubstr("--tls-certificate"));
  EXPECT_EQ(Run({"bootstrap", "--token-out", Path("t"), "--tenant", "Not An Id"}), 64);
  EXPECT_THAT(Log(), HasSubstr("tenant"));
}

}  // namespace
}  // namespace assay::identity
