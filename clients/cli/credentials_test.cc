#include "clients/cli/credentials.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clients/cli/exit_code.h"
#include "common/files.h"

namespace assay::client {
namespace {

using ::testing::HasSubstr;

class CredentialsTest : public ::testing::Test {
 protected:
  CredentialsTest() : folder_(std::move(*TempDir::Create())) {}
  std::filesystem::path File() { return folder_.path() / "config/assay/credentials.json"; }
  static unsigned Mode(const std::filesystem::path& path) {
    struct stat about {};
    EXPECT_EQ(::stat(path.c_str(), &about), 0);
    return about.st_mode & 0777U;
  }
  TempDir folder_;
};

TEST_F(CredentialsTest, AreKeptWhereNobodyElseReadsThem) {
  EXPECT_TRUE(ReadCredentials(File())->servers.empty()) << "no file is no sign-in";
  Credentials credentials;
  credentials.server = "https://a";
  credentials.servers["https://a"] = {"assay_1", "Ada \"the first\"", "/ca.crt"};
  credentials.servers["https://b"] = {"assay_2", "Bob", ""};
  ASSERT_TRUE(WriteCredentials(File(), credentials).ok());
  EXPECT_EQ(Mode(File()), 0600U);
  EXPECT_EQ(Mode(File().parent_path()), 0700U);
  const auto read = ReadCredentials(File());
  ASSERT_TRUE(read.ok()) << read.status().ToString();
  EXPECT_EQ(read->server, "https://a");
  EXPECT_EQ(read->servers.at("https://a").token, "assay_1");
  EXPECT_EQ(read->servers.at("https://a").name, "Ada \"the first\"");
  EXPECT_EQ(read->servers.at("https://a").cacert, "/ca.crt");
  EXPECT_EQ(read->servers.at("https://b").cacert, "");
}

TEST_F(CredentialsTest, AFileThatOthersCanReadIsRefused) {
  ASSERT_TRUE(WriteCredentials(File(), {}).ok());
  for (const mode_t mode : {0640U, 0604U, 0620U, 0666U}) {
    ASSERT_EQ(::chmod(File().c_str(), mode), 0);
    const Status refused = ReadCredentials(File()).status();
    EXPECT_EQ(ExitCodeOf(refused), kExitNotSignedIn) << std::oct << mode;
    EXPECT_THAT(refused.message(), HasSubstr("chmod 600"));
  }
}

TEST_F(CredentialsTest, AnotherUsersFileIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a file away";
  ASSERT_TRUE(WriteCredentials(File(), {}).ok());
  ASSERT_EQ(::chown(File().c_str(), 65534, 65534), 0);
  EXPECT_EQ(ReadCredentials(File()).status().code(), StatusCode::kPermissionDenied);
  // A token that is named is another matter: root reads those that services keep.
  ASSERT_TRUE(WriteFileAtomically(folder_.path() / "token", "assay_abc\n", 0600).ok());
  ASSERT_EQ(::chown((folder_.path() / "token").c_str(), 65534, 65534), 0);
  EXPECT_EQ(*ReadTokenFile(folder_.path() / "token"), "assay_abc");
}

TEST_F(CredentialsTest, DamageIsSaidAndNotGuessedAt) {
  for (const char* text : {"", "{", "[]", "{}", R"({"version":2})", R"({"version":1,"server":5})",
                           R"({"version":1,"servers":[]})", R"({"version":1,"servers":{"a":"t"}})",
                           R"({"version":1,"servers":{"a":{"token":1}}})"}) {
    const Status status = ParseCredentials(text).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << text;
    EXPECT_THAT(status.message(), HasSubstr("assay login"));
  }
  EXPECT_TRUE(ParseCredentials(R"({"version":1})").ok());
}

TEST_F(CredentialsTest, ATokenFileIsOneLineThatNobodyElseReads) {
  const auto file = folder_.path() / "token";
  const auto read = [&](const std::string& text, unsigned mode = 0600) {
    EXPECT_TRUE(WriteFileAtomically(file, text, mode).ok());
    return ReadTokenFile(file);
  };
  EXPECT_EQ(*read("assay_abc\n"), "assay_abc");
  EXPECT_EQ(read("assay_abc\n", 0644).status().code(), StatusCode::kPermissionDenied);
  EXPECT_EQ(read("\n").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(read("a\nHeader: x\n").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(ReadTokenFile(folder_.path() / "none").status().code(), StatusCode::kNotFound);
  EXPECT_EQ(ReadTokenFile(folder_.path()).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::client
