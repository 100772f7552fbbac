#include "supervisor/data_folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "common/files.h"
#include "common/tls/authority.h"
#include "common/tls/certificate.h"
#include "supervisor/test_platform.h"

namespace assay::supervisor {
namespace {

namespace fs = std::filesystem;

class DataFolderTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::Create("assay-data-");
    ASSERT_TRUE(made.ok());
    folder_.emplace(std::move(*made));
    fs::permissions(folder_->path(), static_cast<fs::perms>(0711));
    layout_.root = folder_->path() / "data";
    auto accounts = ChooseAccounts(config_);
    ASSERT_TRUE(accounts.ok());
    accounts_ = *accounts;
    ASSERT_TRUE(MakeDataFolder(layout_, accounts_, config_).ok());
    ASSERT_TRUE(MakeSecrets(layout_, accounts_, config_, {"judge"}).ok());
  }
  tls::CertificateInfo Certificate(const std::string& name) const {
    auto info = tls::ReadCertificate(layout_.pki() / name / "tls.crt");
    EXPECT_TRUE(info.ok()) << info.status().ToString();
    return *info;
  }
  std::optional<TempDir> folder_;
  Layout layout_;
  Config config_;
  Accounts accounts_;
};

TEST_F(DataFolderTest, NothingIsMadeTwice) {
  const std::string judge = Certificate("judge").serial;
  const std::string key = ReadFile(layout_.master_key()).value();
  const std::string password = ReadFile(layout_.password("judge")).value();
  ASSERT_TRUE(MakeDataFolder(layout_, accounts_, config_).ok());
  ASSERT_TRUE(MakeSecrets(layout_, accounts_, config_, {"judge"}).ok());
  EXPECT_EQ(Certificate("judge").serial, judge);
  EXPECT_EQ(ReadFile(layout_.master_key()).value(), key);
  EXPECT_EQ(ReadFile(layout_.password("judge")).value(), password);
}

TEST_F(DataFolderTest, EachServiceHasItsIdentity) {
  EXPECT_EQ(Certificate("judge").uris, std::vector<std::string>{"spiffe://assay/judge"});
  EXPECT_EQ(Certificate("worker-w2").uris, std::vector<std::string>{"spiffe://assay/worker/w2"});
  const auto names = Certificate("gateway").dns_names;
  EXPECT_NE(std::find(names.begin(), names.end(), "localhost"), names.end());
}

TEST_F(DataFolderTest, ANewNameIsANewCertificate) {
  const std::string gateway = Certificate("gateway").serial;
  const std::string judge = Certificate("judge").serial;
  config_.names = {"assay.example.org", "192.0.2.7"};
  ASSERT_TRUE(MakeSecrets(layout_, accounts_, config_, {"judge"}).ok());
  const tls::CertificateInfo info = Certificate("gateway");
  EXPECT_NE(info.serial, gateway);
  EXPECT_NE(std::find(info.dns_names.begin(), info.dns_names.end(), "assay.example.org"),
            info.dns_names.end());
  EXPECT_NE(std::find(info.addresses.begin(), info.addresses.end(), "192.0.2.7"),
            info.addresses.end());
  EXPECT_EQ(Certificate("judge").serial, judge);
}

TEST_F(DataFolderTest, ACertificateIsRenewedBeforeItEnds) {
  EXPECT_TRUE(RenewCertificates(layout_).value().empty());
  const auto authority = tls::CertificateAuthority::Open(layout_.pki());
  ASSERT_TRUE(authority.ok());
  tls::CertificateRequest request;
  request.identity = {.service = "judge"};
  request.lifetime = std::chrono::seconds(60);  // set back by five minutes: more than half is over
  const auto old = authority->Issue(request);
  ASSERT_TRUE(old.ok());
  const fs::path folder = layout_.pki() / "judge";
  ASSERT_TRUE(tls::WriteCredentials(folder, *old).ok());
  const std::string serial = Certificate("judge").serial;
  const auto renewed = RenewCertificates(layout_);
  ASSERT_TRUE(renewed.ok()) << renewed.status().ToString();
  EXPECT_EQ(*renewed, std::vector<std::string>{"judge"});
  EXPECT_NE(Certificate("judge").serial, serial);
  EXPECT_TRUE(tls::CheckFiles({folder / "tls.crt", folder / "tls.key", folder / "roots.crt"}).ok());
  EXPECT_EQ(fs::status(folder / "tls.key").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(DataFolderTest, APortThatIsTakenIsReplaced) {
  State state;
  ASSERT_TRUE(ChoosePorts({"judge", "identity"}, state).value());
  EXPECT_NE(state.ports.at("judge"), state.ports.at("identity"));
  const State before = state;
  EXPECT_FALSE(ChoosePorts({"judge", "identity"}, state).value());
  EXPECT_EQ(state.ports, before.ports);
  const TakenPort taken = ListenOnSomePort();
  state.ports["judge"] = taken.port;
  ASSERT_TRUE(ChoosePorts({"judge", "identity"}, state).value());
  EXPECT_NE(state.ports.at("judge"), taken.port);
  EXPECT_EQ(state.ports.at("identity"), before.ports.at("identity"));
}

TEST_F(DataFolderTest, ServicesNeverRunAsRoot) {
  if (::geteuid() != 0) GTEST_SKIP() << "this process is not root";
  config_.user = "root";
  EXPECT_EQ(ChooseAccounts(config_).status().code(), StatusCode::kInvalidArgument);
  config_.user = "no-such-user-here";
  const auto accounts = ChooseAccounts(config_);
  ASSERT_TRUE(accounts.ok());
  EXPECT_EQ(accounts->services, "nobody");
  EXPECT_NE(accounts->note.find("no-such-user-here"), std::string::npos);
}

}  // namespace
}  // namespace assay::supervisor
