// The program itself: what it writes, what it says, how it exits.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>
#include <optional>

#include "common/files.h"
#include "common/tls/certificate.h"
#include "common/tls/tool/lifetime.h"

namespace assay::tls {
namespace {

using testing::HasSubstr;

TEST(Lifetime, Parses) {
  EXPECT_EQ(ParseLifetime("24h")->count(), 86'400);
  EXPECT_EQ(ParseLifetime("1m")->count(), 60);
  EXPECT_EQ(ParseLifetime("3650d")->count(), 315'360'000);
  for (const char* text : {"", "24", "h", "59s", "-1h", "1.5h", "3651d", "99999999999999999999d",
                           "9223372036854775807d", "24h ", "24H", "1h30m"}) {
    EXPECT_FALSE(ParseLifetime(text).ok()) << text;
  }
}

TEST(Lifetime, Formats) {
  using std::chrono::seconds;
  EXPECT_EQ(FormatDuration(seconds(0)), "0s");
  EXPECT_EQ(FormatDuration(seconds(59)), "59s");
  EXPECT_EQ(FormatDuration(seconds(86'399)), "23h 59m");
  EXPECT_EQ(FormatDuration(seconds(86'400 + 61)), "1d");
  EXPECT_EQ(FormatDuration(seconds(3'600 * 50)), "2d 2h");
}

class ToolTest : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = TempDir::Create("assay-ca-");
    ASSERT_TRUE(folder.ok());
    folder_.emplace(std::move(*folder));
  }
  std::string path(const std::string& name) const { return (folder_->path() / name).string(); }

  int Run(const std::string& arguments) {
    const char* bin = std::getenv("ASSAY_BIN_DIR");
    const std::string command = std::string(bin != nullptr ? bin : "build/dev/bin") + "/assay-ca " +
                                arguments + " >" + path("output") + " 2>&1";
    // The shell redirects; every word is the test's own.
    const int status = std::system(command.c_str());  // NOLINT(cert-env33-c)
    auto output = ReadFile(path("output"));
    output_ = output.ok() ? *output : output.status().ToString();
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }

  std::optional<TempDir> folder_;
  std::string output_;
};

TEST_F(ToolTest, InitIssueShowRenew) {
  ASSERT_EQ(Run("init " + path("pki")), 0) << output_;
  EXPECT_EQ(Run("init " + path("pki")), 1);
  EXPECT_THAT(output_, HasSubstr("has a root already"));
  ASSERT_EQ(Run("issue " + path("pki") + " worker/w1 --out " + path("w1") +
                " --lifetime 30m --dns w.example.org --dns x.example.org --ip 127.0.0.1"),
            0)
      << output_;
  EXPECT_THAT(output_, HasSubstr("29m"));
  const Files files{path("w1/tls.crt"), path("w1/tls.key"), path("w1/roots.crt")};
  EXPECT_TRUE(CheckFiles(files).ok()) << CheckFiles(files).ToString();
  ASSERT_EQ(Run("show " + path("w1/tls.crt")), 0) << output_;
  for (const char* line : {"identity    spiffe://assay/worker/w1", "DNS name    x.example.org",
                           "address     127.0.0.1", "service, EC P-256"}) {
    EXPECT_THAT(output_, HasSubstr(line));
  }
  const std::string before = ReadFile(files.certificate).value();
  ASSERT_EQ(Run("renew " + path("pki") + " " + path("w1") + " --if-needed"), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("kept"));
  EXPECT_EQ(ReadFile(files.certificate).value(), before);
  ASSERT_EQ(Run("renew " + path("pki") + " " + path("w1")), 0) << output_;
  EXPECT_THAT(output_, HasSubstr("renewed"));
  EXPECT_NE(ReadFile(files.certificate).value(), before);
  EXPECT_TRUE(CheckFiles(files).ok()) << CheckFiles(files).ToString();
}

TEST_F(ToolTest, WrongUseIsSaid) {
  EXPECT_EQ(Run(""), 64);
  EXPECT_EQ(Run("issue " + path("pki") + " judge"), 64);
  EXPECT_EQ(Run("issue " + path("pki") + " Judge --out " + path("x")), 64);
  EXPECT_THAT(output_, HasSubstr("names no service"));
  EXPECT_EQ(Run("issue " + path("pki") + " judge --out " + path("x") + " --lifetime 1y"), 64);
  EXPECT_EQ(Run("issue " + path("pki") + " judge --out " + path("x")), 1);
  EXPECT_THAT(output_, HasSubstr("root.crt"));
  EXPECT_EQ(Run("--version"), 0);
}

}  // namespace
}  // namespace assay::tls
