#include "clients/cli/session.h"

#include <gtest/gtest.h>

#include <fstream>

#include "common/files.h"

namespace assay::client {
namespace {

namespace fs = std::filesystem;

class SessionTest : public ::testing::Test {
 protected:
  SessionTest() : folder_(std::move(*TempDir::Create())) {
    around_.local_data = folder_.path();
    around_.credentials.servers["https://kept"] = {"assay_kept", "Ada", "/kept.crt"};
  }
  Choice Chosen(const ServerFlags& flags = {}) {
    const auto choice = Choose(flags, around_);
    EXPECT_TRUE(choice.ok()) << choice.status().ToString();
    return choice.ok() ? *choice : Choice();
  }
  TempDir folder_;
  Surroundings around_;
};

TEST_F(SessionTest, TheFlagThenTheEnvironmentThenTheSignInThenThisMachine) {
  EXPECT_EQ(Chosen().server, kLocalServer);
  around_.credentials.server = "https://kept";
  EXPECT_EQ(Chosen().server, "https://kept");
  around_.server = "https://environment";
  EXPECT_EQ(Chosen().server, "https://environment");
  EXPECT_EQ(Chosen({.server = "https://flag"}).server, "https://flag");
}

// The one mistake that must not be made: one server's token to another.
TEST_F(SessionTest, ATokenGoesToTheServerThatItIsOfAlone) {
  around_.credentials.server = "https://kept";
  EXPECT_EQ(Chosen().token, "assay_kept");
  EXPECT_EQ(Chosen().roots, "/kept.crt");
  const Choice other = Chosen({.server = "https://other"});
  EXPECT_EQ(other.token, "");
  EXPECT_EQ(other.token_file, "");
  EXPECT_EQ(other.roots, "");
  EXPECT_EQ(Chosen({.server = "https://kept.evil"}).token, "");
}

TEST_F(SessionTest, ANamedTokenFileIsMeant) {
  around_.credentials.server = "https://kept";
  around_.token_file = "/environment";
  EXPECT_EQ(Chosen().token_file, "/environment");
  EXPECT_EQ(Chosen().token, "");
  EXPECT_EQ(Chosen({.token_file = "/flag"}).token_file, "/flag");
}

TEST_F(SessionTest, ThisMachinesServerIsKnown) {
  EXPECT_EQ(Chosen().token_file, "") << "nothing runs here";
  fs::create_directories(folder_.path() / "secrets");
  fs::create_directories(folder_.path() / "pki");
  std::ofstream(folder_.path() / "secrets/admin.token") << "assay_admin\n";
  std::ofstream(folder_.path() / "pki/root.crt") << "PEM";
  EXPECT_EQ(Chosen().token_file, folder_.path() / "secrets/admin.token");
  EXPECT_EQ(Chosen().roots, folder_.path() / "pki/root.crt");
  // Another port of this machine may be anybody's: its authority is tried, its token is not given.
  const Choice other = Chosen({.server = "https://127.0.0.1:9443"});
  EXPECT_EQ(other.token_file, "");
  EXPECT_EQ(other.roots, folder_.path() / "pki/root.crt");
  EXPECT_EQ(Chosen({.server = "https://127.evil.example"}).token_file, "");
}

}  // namespace
}  // namespace assay::client
