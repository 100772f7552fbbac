#include "common/csv/csv.h"

#include <gmock/gmock.h>

#include <random>

namespace assay::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Why(std::string_view text) {
  const auto table = Read(text);
  return table.ok() ? "" : table.status().message();
}

TEST(CsvTest, ReadsWhatSpreadsheetsWrite) {
  const auto table = Read(
      "\xEF\xBB\xBFname,points\r\n\"Lovelace, Ada\",3.5\r\n\r\n\"a \"\"b\"\"\nc\",\r\nshort\r\n");
  ASSERT_TRUE(table.ok()) << table.status().ToString();
  EXPECT_THAT(table->header, ElementsAre("name", "points"));
  ASSERT_EQ(table->rows.size(), 3U);
  EXPECT_THAT(table->rows[0].fields, ElementsAre("Lovelace, Ada", "3.5"));
  EXPECT_THAT(table->rows[1].fields, ElementsAre("a \"b\"\nc", ""));
  EXPECT_EQ(table->rows[1].line, 4U);
  EXPECT_THAT(table->rows[2].fields, ElementsAre("short", ""));
  EXPECT_EQ(table->rows[2].line, 6U);
  EXPECT_EQ(table->Column("points"), 1);
  EXPECT_EQ(table->Column("none"), -1);
}

TEST(CsvTest, OtherSeparators) {
  EXPECT_THAT(Read("a;b\n1,5;2\n")->rows[0].fields, ElementsAre("1,5", "2"));
  EXPECT_THAT(Read("a\tb\n1\t2")->rows[0].fields, ElementsAre("1", "2"));
}

TEST(CsvTest, SaysWhereItIsWrong) {
  EXPECT_THAT(Why(""), HasSubstr("header"));
  EXPECT_THAT(Why("a,b\n1,2,3\n"), HasSubstr("line 2: 3 fields"));
  EXPECT_THAT(Why("a,b\n1,\"2\n\n"), HasSubstr("line 2: a quote that is opened"));
  EXPECT_THAT(Why("a,b\n1,2\n1,\"2\"x\n"), HasSubstr("line 3: text after"));
  EXPECT_THAT(Why("a,b\n1,2\"\n"), HasSubstr("line 2: a quote inside"));
  EXPECT_THAT(Why("a,a\n"), HasSubstr("two columns"));
  EXPECT_THAT(Why("a\n\xFF\n"), HasSubstr("UTF-8"));
  EXPECT_THAT(Why(std::string_view("a\n\0\n", 4)), HasSubstr("NUL"));
  Limits small;
  small.rows = 1;
  EXPECT_FALSE(Read("a\n1\n2\n", small).ok());
  small = {};
  small.field_bytes = 3;
  EXPECT_FALSE(Read("a\n1234\n", small).ok());
}

TEST(CsvTest, FormulasAreGuardedAndComeBack) {
  for (const std::string text :
       {"=1+1", "@x", "-a", "'quoted", "-3.5", "plain", "", "=\"a,b\"", "''=1"}) {
    std::string out = "h\r\n";
    Append(out, text, true);
    const auto table = Read(out + "\r\n");
    ASSERT_TRUE(table.ok());
    if (text.empty()) continue;  // a line without anything
    EXPECT_EQ(Unguard(table->rows.at(0).fields.at(0)), text);
  }
  std::string out;
  Append(out, "=1+1", true);
  EXPECT_EQ(out, "'=1+1");
  out.clear();
  Append(out, "-3.5", true);
  EXPECT_EQ(out, "-3.5");
}

TEST(CsvTest, WhatIsWrittenIsRead) {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {"a", ",",  ";", "\"", "\n", "\r\n", "\r",
                                           " ", "\t", "ü", "'",  "=",  "1"};
  for (int round = 0; round < 500; ++round) {
    std::vector<std::vector<std::string>> rows;
    std::string text = "x,y,z\r\n";
    for (int r = 0; r < 5; ++r) {
      std::vector<std::string> row = {"k" + std::to_string(r)};
      for (int f = 0; f < 2; ++f) {
        std::string field;
        for (size_t n = random() % 6; n > 0; --n) field += pieces[random() % pieces.size()];
        row.push_back(field);
      }
      AppendRow(text, row);
      rows.push_back(row);
    }
    const auto table = Read(text);
    ASSERT_TRUE(table.ok()) << table.status().ToString() << "\n" << text;
    ASSERT_EQ(table->rows.size(), rows.size());
    for (size_t r = 0; r < rows.size(); ++r) ASSERT_EQ(table->rows[r].fields, rows[r]) << text;
  }
}

}  // namespace
}  // namespace assay::csv
