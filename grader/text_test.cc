#include "grader/text.h"

#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using std::string_literals::operator""s;

TEST(ValidUtf8, KeepsTextAndReplacesTheRest) {
  EXPECT_EQ(ValidUtf8("a é € 😀"), "a é € 😀");
  EXPECT_EQ(ValidUtf8("a\xFF"
                      "b"),
            "a\uFFFDb");
  EXPECT_EQ(ValidUtf8("\xC0\xAF"), "\uFFFD\uFFFD");            // overlong
  EXPECT_EQ(ValidUtf8("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(ValidUtf8("\xF4\x90\x80\x80"), "\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(ValidUtf8("\xE2\x82"), "\uFFFD\uFFFD");  // cut
  EXPECT_EQ(ValidUtf8("\0"s), "\0"s);
}

TEST(AppendUtf8, IsTheReverse) {
  for (const char32_t code : {U'a', U'\u00e9', U'\u20ac', U'\U0001F600', U'\U0010FFFF'}) {
    std::string text;
    AppendUtf8(code, text);
    EXPECT_EQ(DecodeUtf8(text).value, code);
    EXPECT_EQ(DecodeUtf8(text).length, text.size());
  }
}

TEST(Quoted, MakesVisibleWhatIsNot) {
  EXPECT_EQ(Quoted("a\tb\r\n"), R"("a\tb\r\n")");
  EXPECT_EQ(Quoted("\0\x1b\x7f"s), R"("\x00\x1b\x7f")");
  EXPECT_EQ(Quoted("say \"\\\""), R"("say \"\\\"")");
  // NOLINTNEXTLINE(misc-misleading-bidirectional): what is tested
  EXPECT_EQ(Quoted("\xE2\x80\xAE"
                   "abc"),
            R"("\u{202e}abc")");
  EXPECT_EQ(Quoted("a\u00a0b"), R"("a\u{a0}b")");
  EXPECT_EQ(Quoted("é\xFF"), "\"é\\xff\"");
}

TEST(Quoted, CutsLongText) {
  EXPECT_EQ(Quoted(std::string(100, 'x'), 10), "\"xxxxxxxxxx…\"");
  EXPECT_EQ(Quoted(std::string(14, 'x'), 10), "\"xxxxxxxxxxxxxx\"");
  EXPECT_EQ(Quoted("aé" + std::string(100, 'x'), 2), "\"aé…\"");  // no half characters
}

TEST(QuotedPair, ShowsTheFirstDifference) {
  const auto [a, b] = QuotedPair(std::string(1000, 'x') + "1", std::string(1000, 'x') + "2", 8);
  EXPECT_EQ(a, "\"…xx1\"");
  EXPECT_EQ(b, "\"…xx2\"");
  EXPECT_EQ(QuotedPair("7", "8"), std::pair("\"7\""s, "\"8\""s));
}

}  // namespace
}  // namespace assay::grader
