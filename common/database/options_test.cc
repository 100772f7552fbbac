#include "common/database/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>

namespace assay::database {
namespace {

using ::testing::HasSubstr;

Settings Parse(const std::string& line) {
  Settings settings;
  settings.user = "judge";
  CLI::App app;
  AddOptions(app, settings);
  app.parse(line);
  return settings;
}

TEST(Options, FillTheSettings) {
  const Settings settings = Parse(
      "--database-host db --database-port 6432 --database-name assay "
      "--database-password-file /p --database-tls-root /r");
  EXPECT_EQ(settings.Describe(), "judge@db:6432/assay");
  EXPECT_EQ(settings.password_file, "/p");
  EXPECT_TRUE(CheckOptions(settings).ok());
}

TEST(Options, NoTlsIsForTheLoopbackAndSocketsNeedNone) {
  EXPECT_TRUE(CheckOptions(Parse("--database-host /run/postgresql")).ok());
  EXPECT_TRUE(CheckOptions(Parse("--database-host 127.0.0.1 --database-no-tls")).ok());
  EXPECT_THAT(CheckOptions(Parse("--database-host db --database-no-tls")).message(),
              HasSubstr("not the loopback"));
  EXPECT_THAT(CheckOptions(Parse("--database-host db")).message(), HasSubstr("tls-root"));
  EXPECT_THAT(CheckOptions(Parse("")).message(), HasSubstr("--database-host"));
}

}  // namespace
}  // namespace assay::database
