#include "plagiarism/report/text.h"

#include <gtest/gtest.h>

#include "plagiarism/report/json_out.h"

namespace assay::plagiarism::report {
namespace {

TEST(Text, HtmlIsEscaped) {
  EXPECT_EQ(EscapeHtml("<a href=\"x\">&'\xFF"),
            "&lt;a href=&quot;x&quot;&gt;&amp;&#39;\xEF\xBF\xBD");
}

TEST(Text, CellsAreNoFormulas) {
  for (const char* formula : {"=1", "+1", "-1", "@x", " =1", "\t=1", "'=1", "\xEF\xBC\x9D x"})
    EXPECT_NE(CsvCell(formula).find('\''), std::string::npos) << formula;
  EXPECT_EQ(CsvCell("a-b"), "a-b");
  EXPECT_EQ(CsvCell(""), "");
  EXPECT_EQ(CsvCell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(CsvCell("a\nb;c"), "\"a\nb;c\"");
}

TEST(Text, TimesGoThereAndBack) {
  const auto time = ParseIsoTime("2026-11-29T07:05:09.123Z");
  ASSERT_TRUE(time);
  EXPECT_EQ(IsoTime(*time), "2026-11-29T07:05:09Z");
  for (const char* wrong :
       {"", "2026-11-29", "2026-11-29T07:05:09", "2026-13-29T07:05:09Z", "2026-11-29T07:05:09Zz",
        "1901-01-01T00:00:00Z", "4052-01-01T00:00:00Z"})
    EXPECT_FALSE(ParseIsoTime(wrong)) << wrong;
}

TEST(ShowText, OffsetsInsideOfCharactersGoToTheirBegin) {
  const std::string text = "a\xC3\xA4\xF0\x9F\x8E\x84z";  // 1, 2, 4 and 1 bytes
  const ShownText shown =
      ShowText(text, 100, {{0, 0}, {1, 0}, {2, 0}, {3, 0}, {5, 0}, {7, 0}, {8, 0}});
  EXPECT_EQ(shown.text, text);
  const std::map<uint32_t, uint32_t> units = {{0, 0}, {1, 1}, {2, 1}, {3, 2},
                                              {5, 2}, {7, 4}, {8, 5}};
  EXPECT_EQ(shown.units, units);
  EXPECT_FALSE(shown.cut);
}

TEST(ShowText, IsCutBetweenCharacters) {
  const ShownText shown = ShowText("ab\xC3\xA4", 3, {{2, 0}, {4, 0}});
  EXPECT_EQ(shown.text, "ab");
  EXPECT_TRUE(shown.cut);
  EXPECT_EQ(shown.units.at(4), 2U);
}

// A run of bytes that go on, after a character: none of them takes that apart.
TEST(ShowText, ALongRunOfContinuationsSplitsNothing) {
  const std::string bytes = "\xD5\x8C\x96\x92\x96\x93";
  for (uint32_t offset = 0; offset < bytes.size(); ++offset)
    EXPECT_EQ(ShowText(bytes, 100, {{offset, 0}}).text, ShowText(bytes, 100, {}).text) << offset;
}

// Whatever the bytes are, the parts make the same text as the whole.
TEST(ShowText, PiecesAreTheWhole) {
  std::string bytes;
  for (uint32_t i = 0; i < 4000; ++i) bytes += static_cast<char>((i * 2654435761U) >> 13U);
  std::map<uint32_t, uint32_t> wanted;
  for (uint32_t i = 0; i < 4000; i += 3) wanted[i];
  EXPECT_EQ(ShowText(bytes, 4000, wanted).text, ShowText(bytes, 4000, {}).text);
}

TEST(JsonOut, CommasAndNesting) {
  JsonOut out;
  out.BeginObject().Key("a").BeginArray().Integer(1).Null().Bool(true).EndArray();
  out.Key("b").String("\"\x01").Key("c").BeginObject().EndObject().Key("d").Number(1.0 / 3);
  out.EndObject();
  EXPECT_EQ(std::move(out).Take(), R"({"a":[1,null,true],"b":"\"\u0001","c":{},"d":0.333333})");
}

}  // namespace
}  // namespace assay::plagiarism::report
