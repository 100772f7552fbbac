#include "common/database/settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/database/params.h"
#include "common/files.h"

namespace assay::database {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Settings Unix() {
  Settings settings;
  settings.host = "/run/it's";
  settings.database = "grades";
  settings.user = "judge";
  return settings;
}

TEST(Settings, QuotesWhatEndsAValue) {
  const auto text = ConnectionString(Unix());
  ASSERT_TRUE(text.ok());
  EXPECT_THAT(*text, HasSubstr("host='/run/it\\'s' "));
  EXPECT_THAT(*text, Not(HasSubstr("ssl")));
}

TEST(Settings, PasswordComesFromItsFileAndIsNotDescribed) {
  auto folder = TempDir::Create();
  ASSERT_TRUE(folder.ok());
  Settings settings = Unix();
  settings.password_file = folder->path() / "password";
  EXPECT_EQ(ConnectionString(settings).status().code(), StatusCode::kNotFound);
  ASSERT_TRUE(WriteFileAtomically(settings.password_file, "open' sesame\\\n").ok());
  const auto text = ConnectionString(settings);
  ASSERT_TRUE(text.ok());
  EXPECT_THAT(*text, HasSubstr("password='open\\' sesame\\\\' "));
  EXPECT_EQ(settings.Describe(), "judge@/run/it's:5432/grades");
}

TEST(Settings, TcpIsVerifiedUnlessSaidOtherwise) {
  Settings settings = Unix();
  settings.host = "db.example";
  EXPECT_THAT(ConnectionString(settings).value(), HasSubstr("sslmode='verify-full'"));
  settings.plain_text_tcp = true;
  EXPECT_THAT(ConnectionString(settings).value(), HasSubstr("sslmode='disable'"));
}

TEST(Settings, SessionSettingsAreNamesAndWords) {
  Settings settings = Unix();
  settings.session = {{"work_mem", "64 MB"}};
  // Once for the option's words, once for the connection string.
  EXPECT_THAT(ConnectionString(settings).value(), HasSubstr("-c work_mem=64\\\\ MB"));
  settings.session = {{"a -c b", "1"}};
  EXPECT_EQ(ConnectionString(settings).status().code(), StatusCode::kInvalidArgument);
}

TEST(Params, ArraysQuoteEveryElement) {
  const std::vector<int64_t> ints = {1, -5};
  const std::vector<std::string> texts = {"NULL", "a,b}", "\"", "\\", ""};
  const Params params = Params().AddArray(ints).AddArray(texts).AddNull().Add(7);
  ASSERT_EQ(params.values().size(), 4U);
  EXPECT_EQ(params.values()[0], "{1,-5}");
  EXPECT_EQ(params.values()[1], R"({"NULL","a,b}","\"","\\",""})");
  EXPECT_EQ(params.values()[2], std::nullopt);
  EXPECT_EQ(params.values()[3], "7");
}

}  // namespace
}  // namespace assay::database
