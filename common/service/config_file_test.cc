#include "common/service/config_file.h"

#include <gmock/gmock.h>

#include <random>

namespace assay::service {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string ErrorOf(std::string_view text) {
  const auto parsed = ParseConfig("f.toml", text);
  return parsed.ok() ? "no error" : parsed.status().message();
}

TEST(ConfigFile, ReadsEveryFormOfValue) {
  const auto parsed = ParseConfig("f", R"(
# comment
listen = "127.0.0.1:1"   # after a value
 port=5432
ratio = -2.5e3
on = true
literal = 'C:\x "#,'
basic = "a#b,c \"q\" \\ \t\u00fc\U0001F600"
empty = ""
list = [ "a", 'b',  # why
  3, ]
none = []
last = 1)");
  ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
  const auto& entries = *parsed;
  ASSERT_EQ(entries.size(), 10U);
  EXPECT_EQ(entries[0].key, "listen");
  EXPECT_EQ(entries[0].line, 3U);
  EXPECT_THAT(entries[0].values, ElementsAre("127.0.0.1:1"));
  EXPECT_THAT(entries[1].values, ElementsAre("5432"));
  EXPECT_THAT(entries[2].values, ElementsAre("-2.5e3"));
  EXPECT_THAT(entries[3].values, ElementsAre("true"));
  EXPECT_THAT(entries[4].values, ElementsAre("C:\\x \"#,"));
  EXPECT_THAT(entries[5].values, ElementsAre("a#b,c \"q\" \\ \tü😀"));
  EXPECT_THAT(entries[6].values, ElementsAre(""));
  EXPECT_THAT(entries[7].values, ElementsAre("a", "b", "3"));
  EXPECT_THAT(entries[8].values, IsEmpty());
  EXPECT_EQ(entries[9].line, 13U);
  EXPECT_THAT(ParseConfig("f", "").value(), IsEmpty());
}

TEST(ConfigFile, ErrorsNameTheLineAndWhatToDo) {
  EXPECT_EQ(ErrorOf("\n[database]\n"),
            "f.toml:2: sections are not used here; write the keys without one");
  EXPECT_EQ(ErrorOf("a = 1\na = 2"), "f.toml:2: \"a\" is given twice; keep one");
  EXPECT_EQ(ErrorOf("listen = localhost:80"),
            "f.toml:1: a value is a number, true, false, or text in quotes: \"localhost:80\"");
  EXPECT_EQ(ErrorOf("a"), "f.toml:1: expected '=' after \"a\"");
  EXPECT_EQ(ErrorOf("a ="), "f.toml:1: a value is missing");
  EXPECT_EQ(ErrorOf("a = \"x\nb = 1"), "f.toml:1: the text is not closed with \"");
  EXPECT_EQ(ErrorOf("a = 'x"), "f.toml:1: the text is not closed with '");
  EXPECT_EQ(ErrorOf("a = [1,\n2"), "f.toml:2: the array is not closed with ']'");
  EXPECT_EQ(ErrorOf("a = [1 2]"), "f.toml:1: expected ',' or ']' in the array");
  EXPECT_EQ(ErrorOf("a = 1 2"), "f.toml:1: more text after the value of \"a\"");
  EXPECT_EQ(ErrorOf("a = \"\\x41\""),
            "f.toml:1: an escape in quotes that TOML has not; write '…' to have \\ as it is");
  EXPECT_THAT(ErrorOf("a = \"\\ud800\""), HasSubstr("escape"));
  EXPECT_THAT(ErrorOf("a = \"\\"), HasSubstr("not closed"));
  EXPECT_THAT(ErrorOf("a.b = 1"), HasSubstr("expected '='"));
  for (const char* bad : {"a = 1_000", "a = .5", "a = 5.", "a = 0x10", "a = inf", "a = TRUE"})
    EXPECT_THAT(ErrorOf(bad), HasSubstr("a value is")) << bad;
}

TEST(ConfigFile, WrittenValuesAreReadBack) {
  std::mt19937 random(7);
  constexpr std::string_view kOdd = "\"\\'#,[]=\n\t\x01\x7F 019.eE+-truefals";
  for (int i = 0; i < 5000; ++i) {
    std::string value;
    for (size_t n = random() % 8; n > 0; --n) value += kOdd[random() % kOdd.size()];
    const auto parsed = ParseConfig("f", "k = " + ToConfigValue(value) + "\n");
    ASSERT_TRUE(parsed.ok()) << parsed.status().ToString();
    ASSERT_THAT((*parsed)[0].values, ElementsAre(value));
  }
  EXPECT_EQ(ToConfigValue("5432"), "5432");
  EXPECT_EQ(ToConfigValue("true"), "true");
  EXPECT_EQ(ToConfigValue(""), "\"\"");
}

TEST(ConfigFile, SuggestsOnlyWhatIsNear) {
  const std::vector<std::string> known = {"listen", "database-host", "database-port"};
  EXPECT_EQ(DidYouMean("lisen", known), "; did you mean \"listen\"?");
  EXPECT_EQ(DidYouMean("databse-port", known), "; did you mean \"database-port\"?");
  EXPECT_EQ(DidYouMean("colour", known), "");
  EXPECT_EQ(DidYouMean(std::string(100'000, 'x'), known), "");
}

}  // namespace
}  // namespace assay::service
