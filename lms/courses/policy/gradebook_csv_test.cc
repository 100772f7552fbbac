#include "lms/courses/policy/gradebook_csv.h"

#include <gmock/gmock.h>

#include <random>

namespace assay::courses {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

CsvCell Points(double points, bool by_hand = false) {
  return {CsvCell::Kind::kPoints, points, by_hand};
}

CsvBook Small() {
  CsvBook book;
  book.columns = {{3, "Loops, and more", 10}, {12, "=Sum", 5}};
  book.students = {{"p1",
                    "Lovelace, Ada",
                    "ada@example.org",
                    "a b",
                    {Points(1.0 / 3), Points(5, true)},
                    95.5,
                    "A"},
                   {"p2",
                    "=cmd()",
                    "",
                    "",
                    {CsvCell{CsvCell::Kind::kExcused, 0, true}, CsvCell{}},
                    std::nullopt,
                    ""}};
  return book;
}

CsvImport Import(const std::string& text, const CsvBook& book) {
  const auto import = ReadGradebook(text, book);
  EXPECT_TRUE(import.ok()) << import.status().ToString();
  return import.ok() ? *import : CsvImport();
}

TEST(GradebookCsvTest, WhatIsWrittenAndReadChangesNothing) {
  const CsvBook book = Small();
  const std::string text = WriteGradebook(book);
  EXPECT_THAT(text, HasSubstr("\"Loops, and more #3\",'=Sum #12,total"));
  EXPECT_THAT(text, HasSubstr("0.3333333333333333,5,95.5,A"));
  EXPECT_THAT(text, HasSubstr("p2,'=cmd(),,,EX,,,"));
  const CsvImport import = Import(text, book);
  EXPECT_THAT(import.errors, IsEmpty());
  EXPECT_THAT(import.changes, IsEmpty());
  EXPECT_EQ(import.unchanged, 2U);
}

TEST(GradebookCsvTest, RandomBooksComeBack) {
  std::mt19937_64 random(11);
  for (int round = 0; round < 50; ++round) {
    CsvBook book;
    CsvBook empty;
    for (int c = 0; c < 5; ++c) book.columns.push_back({c + 1, "A" + std::to_string(c), 10});
    for (int s = 0; s < 20; ++s) {
      CsvStudent student;
      student.person = "p" + std::to_string(s);
      student.name = s % 3 == 0 ? "O\"Neil;\n" : "x";
      for (int c = 0; c < 5; ++c) {
        const auto kind = static_cast<CsvCell::Kind>(random() % 3);
        student.cells.push_back(
            {kind,
             kind == CsvCell::Kind::kPoints ? static_cast<double>(random() % 1'000'000) / 777.0 : 0,
             false});
      }
      book.students.push_back(student);
    }
    empty = book;
    for (CsvStudent& student : empty.students)
      for (CsvCell& cell : student.cells) cell = {};
    const std::string text = WriteGradebook(book);
    EXPECT_THAT(Import(text, book).changes, IsEmpty());
    // Into an empty book everything comes back to the last bit.
    for (const CsvChange& change : Import(text, empty).changes) {
      CsvCell& cell = empty.students[change.student].cells[change.column];
      cell.kind = change.kind == CsvChange::Kind::kExcuse ? CsvCell::Kind::kExcused
                                                          : CsvCell::Kind::kPoints;
      cell.points = change.points;
    }
    EXPECT_EQ(WriteGradebook(empty), text);
  }
}

TEST(GradebookCsvTest, Changes) {
  const CsvImport import = Import("person,#12,Loops #3\np1,-,EX\np2,\"2,5\",4\n", Small());
  EXPECT_THAT(import.errors, IsEmpty());
  ASSERT_THAT(import.changes, SizeIs(4));
  EXPECT_EQ(import.changes[0].kind, CsvChange::Kind::kClear);
  EXPECT_EQ(import.changes[1].kind, CsvChange::Kind::kExcuse);
  EXPECT_EQ(import.changes[2].points, 2.5);
  EXPECT_EQ(import.changes[3].line, 3U);
  EXPECT_EQ(import.changes[3].column, 0U);
}

TEST(GradebookCsvTest, BadRowsAreNamed) {
  const CsvImport import = Import("person,#3\np1,ten\nnobody,1\np2,1\np2,2\n,3\n", Small());
  ASSERT_THAT(import.errors, SizeIs(4));
  EXPECT_EQ(import.errors[0].line, 2U);
  EXPECT_THAT(import.errors[0].message, HasSubstr("\"ten\""));
  EXPECT_THAT(import.errors[1].message, HasSubstr("\"nobody\" is no student"));
  EXPECT_EQ(import.errors[2].line, 5U);
  EXPECT_THAT(import.errors[3].message, HasSubstr("missing"));
  EXPECT_THAT(Import("name,#3\nx,1\n", Small()).errors, SizeIs(1));
  EXPECT_THAT(Import("person,Essay\np1,1\n", Small()).errors[0].message,
              HasSubstr("no assignment"));
  EXPECT_THAT(Import("person,#3,Loops #3\np1,1,1\n", Small()).errors[0].message,
              HasSubstr("same assignment"));
  EXPECT_FALSE(ReadGradebook("", Small()).ok());
  EXPECT_THAT(Import("person,#3\np1,1e300\n", Small()).errors, SizeIs(1));
  EXPECT_THAT(Import("person,#3\np1,nan\n", Small()).errors, SizeIs(1));
}

}  // namespace
}  // namespace assay::courses
