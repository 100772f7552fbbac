#include "clients/cli/view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "clients/cli/fields.h"
#include "clients/cli/table.h"

namespace assay::client {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

const Terminal kPlain(false, false);
const Terminal kColour(true, false);

TEST(Printable, KeepsTextAndDropsWhatMovesTheCursor) {
  EXPECT_EQ(Printable("größer 😀"), "größer 😀");
  EXPECT_EQ(Printable("a\x1b[2J\r\tb"), "a [2J  b");
  EXPECT_EQ(Printable("a\nb"), "a b");
  EXPECT_EQ(Printable("a\nb", Lines::kKept), "a\nb");
  EXPECT_EQ(Printable("\xc2\x9b"
                      "31m"),
            " 31m")
      << "C1 is a control too";
  const std::string right_to_left = {'\xe2', '\x80', '\xae'};
  EXPECT_EQ(Printable(right_to_left + "abc"), " abc") << "no text is turned around";
  EXPECT_EQ(Printable("\xff\xc3"), "\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(Printable("\xc0\xaf\xed\xa0\x80").find('/'), std::string::npos)
      << "overlong, surrogate";
}

TEST(Fields, TakeNumbersAsTextToo) {
  const json object = {{"a", "12"},    {"b", 3.5}, {"c", "x"},
                       {"d", "1e999"}, {"e", {1}}, {"f", "1e18"}};
  EXPECT_EQ(Int(object, "a"), 12);
  EXPECT_EQ(*Number(object, "b"), 3.5);
  for (const char* key : {"c", "d", "e", "none"}) EXPECT_EQ(Int(object, key, -1), -1) << key;
  EXPECT_EQ(Int(object, "f", -1), -1) << "no integer that a double holds";
  EXPECT_EQ(Text(object, "b"), "");
  EXPECT_EQ(Word({{"state", "STATE_DONE"}}, "state", "STATE_"), "done");
  EXPECT_EQ(Duration(1'499), "1 ms");
  EXPECT_EQ(Duration(2'500'000), "2.5 s");
  EXPECT_EQ(Size(1536), "2 KiB");
  EXPECT_EQ(Score(33.333333), "33.33");
}

TEST(TestLine, ShowsVerdictNameAndWhatItTook) {
  const json test = {{"name", "2"},
                     {"group", "sample"},
                     {"verdict", "WA"},
                     {"cpu_us", 12'000},
                     {"memory_bytes", 8 << 20U},
                     {"done", 2},
                     {"total", 5},
                     {"message", "expected 4\x1b[31m"}};
  const std::string line = TestLine(test, kPlain);
  EXPECT_THAT(line, HasSubstr("  2/5  WA   sample/2"));
  EXPECT_THAT(line, HasSubstr("12 ms"));
  EXPECT_THAT(line, HasSubstr("8.0 MiB"));
  EXPECT_THAT(line, HasSubstr("expected 4 [31m"));
  EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  EXPECT_THAT(TestLine(test, kColour), HasSubstr("\x1b[31mWA"));
}

json Done(const std::string& verdict) {
  return {{"state", "done"},
          {"result",
           {{"verdict", verdict},
            {"score", 40},
            {"max_score", 100},
            {"tests_passed", 3},
            {"tests_total", 5},
            {"elapsed_us", 230'000},
            {"student_message", "look at n = 0"}}}};
}

TEST(FinalLine, SaysVerdictPointsAndTests) {
  EXPECT_EQ(FinalLine(Done("WA"), kPlain),
            "WA  40 of 100 points  3 of 5 tests passed  230 ms\n    look at n = 0");
  EXPECT_THAT(FinalLine({{"state", "failed"}, {"failure", "no worker"}}, kPlain),
              HasSubstr("not your fault: no worker"));
  EXPECT_EQ(FinalLine({{"state", "cancelled"}}, kPlain), "cancelled");
}

TEST(ExitCode, IsTheVerdicts) {
  EXPECT_EQ(ExitCodeOf(Done("AC")), kExitOk);
  EXPECT_EQ(ExitCodeOf(Done("TLE")), kExitRejected);
  EXPECT_EQ(ExitCodeOf(Done("JE")), kExitFailed);
  EXPECT_EQ(ExitCodeOf(json({{"state", "failed"}})), kExitFailed);
  EXPECT_EQ(ExitCodeOf(json({{"state", "cancelled"}})), kExitRejected);
}

TEST(Table, ColumnsAreAsWideAsTheirWidestCell) {
  Table table({"ID", "NAME"});
  EXPECT_EQ(table.Text(kPlain), "");
  table.Add({"größe", "x"});
  table.Add({"a", "AC"});
  EXPECT_EQ(table.Text(kPlain), "ID     NAME\ngröße  x\na      AC\n");
  EXPECT_THAT(table.Text(kColour, 1), HasSubstr("a      \x1b[32mAC\x1b[0m"));
}

}  // namespace
}  // namespace assay::client
