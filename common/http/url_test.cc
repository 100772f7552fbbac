#include "common/http/url.h"

#include <gtest/gtest.h>

namespace assay::http {
namespace {

using namespace std::string_view_literals;

TEST(PercentDecode, PutsBytesInPlace) {
  EXPECT_EQ(*PercentDecode("a%20b%C3%A9", false), "a bé");
  EXPECT_EQ(*PercentDecode("a+b", false), "a+b");
  EXPECT_EQ(*PercentDecode("a+b", true), "a b");
}

TEST(PercentDecode, RefusesBadSignsAndNul) {
  for (const std::string_view bad : {"%"sv, "%4"sv, "%zz"sv, "%0"sv, "%00"sv, "a\0b"sv, "x%4"sv})
    EXPECT_FALSE(PercentDecode(bad, false).ok()) << bad;
}

TEST(PercentEncode, IsUndoneByDecode) {
  std::string all;
  for (int i = 1; i < 256; ++i) all.push_back(static_cast<char>(i));
  EXPECT_EQ(*PercentDecode(PercentEncode(all), true), all);
  EXPECT_EQ(PercentEncode("a/b ~"), "a%2Fb%20~");
}

TEST(IsUtf8, KnowsTheEdges) {
  for (const std::string_view good : {"", "aé€😀", "\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF",
                                      "\xEE\x80\x80", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(IsUtf8(good)) << good;
  for (const std::string_view bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "a\xC3", "\xE2(\xA1"})
    EXPECT_FALSE(IsUtf8(bad)) << bad;
}

TEST(ParseForm, KeepsOrderAndRepeats) {
  const Pairs expected = {{"a", "1"}, {"b", ""}, {"a", "x y&"}, {"", "z"}};
  EXPECT_EQ(*ParseForm("a=1&b&&a=x+y%26&=z"), expected);
  EXPECT_TRUE(ParseForm("")->empty());
}

TEST(ParseForm, IsBounded) {
  std::string many;
  for (int i = 0; i < 201; ++i) many += "a=1&";
  EXPECT_FALSE(ParseForm(many).ok());
}

TEST(ParseTarget, SplitsPathAndQuery) {
  const auto target = ParseTarget("/v1/a%20b?x=1&y=%2F");
  ASSERT_TRUE(target.ok());
  EXPECT_EQ(target->path, "/v1/a b");
  EXPECT_EQ(target->query, (Pairs{{"x", "1"}, {"y", "/"}}));
  EXPECT_EQ(ParseTarget("http://h:1/v1/x")->path, "/v1/x");
  EXPECT_EQ(ParseTarget("/v1//x/")->path, "/v1//x/");
}

TEST(ParseTarget, RefusesWhatTwoReadersMayReadDifferently) {
  for (const char* bad : {"", "*", "v1", "/a/../b", "/a/%2e%2E/b", "/./a", "/a%2fb", "/a#b", "/%00",
                          "/a?b=%", "http://h", "/a/..", "/%ff", "/a?b=%ff"})
    EXPECT_FALSE(ParseTarget(bad).ok()) << bad;
}

}  // namespace
}  // namespace assay::http
