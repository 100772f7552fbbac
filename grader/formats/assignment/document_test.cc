#include "grader/formats/assignment/document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader::assignment {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ErrorOf(std::string_view text) {
  Errors errors("a.yaml");
  Value root;
  EXPECT_FALSE(ParseDocument(text, &root, &errors)) << text.substr(0, 100);
  return errors.ToStatus().message();
}

TEST(Document, KeepsPlacesAndQuotes) {
  Errors errors("a.yaml");
  Value root;
  ASSERT_TRUE(ParseDocument("a: 1\nlist:\n  - \"x\"\n  - {b: [y, z]}\n", &root, &errors));
  ASSERT_EQ(root.entries.size(), 2U);
  EXPECT_EQ(root.entries[0].first.text, "a");
  EXPECT_FALSE(root.entries[0].second.quoted);
  const Value& list = root.entries[1].second;
  ASSERT_EQ(list.items.size(), 2U);
  EXPECT_TRUE(list.items[0].quoted);
  EXPECT_EQ(list.items[0].place.line, 3);
  EXPECT_EQ(list.items[0].place.column, 5);
  EXPECT_EQ(list.items[1].entries[0].second.items[1].text, "z");
}

TEST(Document, CopiesWhatAnAliasNames) {
  Errors errors("a.yaml");
  Value root;
  ASSERT_TRUE(ParseDocument("a: &x {k: v}\nb: *x\n", &root, &errors))
      << errors.ToStatus().message();
  EXPECT_EQ(root.entries[1].second.entries[0].second.text, "v");
  EXPECT_EQ(root.entries[1].second.place.line, 2);
}

TEST(Document, RefusesABillionLaughs) {
  std::string bomb = "a0: &a0 [l, l, l, l, l, l, l, l, l, l]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
    for (int j = 1; j < 10; ++j) bomb += ", " + before;
    bomb += "]\n";
  }
  const std::string error = ErrorOf(bomb);
  EXPECT_THAT(error, StartsWith("a.yaml:"));
  EXPECT_THAT(error, HasSubstr("with its aliases"));
}

TEST(Document, RefusesLongTextsManyTimes) {
  std::string bomb = "a: &a \"" + std::string(1 << 20, 'x') + "\"\nb: [";
  for (int i = 0; i < 40; ++i) bomb += "*a, ";
  EXPECT_THAT(ErrorOf(bomb + "*a]\n"), HasSubstr("MiB of text"));
}

TEST(Document, RefusesAnAliasOfItself) {
  EXPECT_THAT(ErrorOf("a: &a [1, *a]\n"), HasSubstr("inside of what it names"));
}

TEST(Document, RefusesDepth) {
  EXPECT_THAT(ErrorOf(std::string(100, '[') + std::string(100, ']')), HasSubstr("deeper than 40"));
  EXPECT_THAT(ErrorOf(std::string(100'000, '[')), StartsWith("a.yaml:1:"));
  std::string grown = "a0: &a0 [x]\n";  // by aliases
  for (int i = 1; i < 60; ++i) {
    const std::string name = "a" + std::to_string(i);
    grown += name;
    grown += ": &";
    grown += name;
    grown += " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_THAT(ErrorOf(grown), HasSubstr("deeper than 40"));
}

TEST(Document, NamesEachKeyThatIsGivenTwice) {
  const std::string error = ErrorOf("a: 1\nb: 2\na: 3\nc: {d: 1, d: 2}\n");
  EXPECT_THAT(error, HasSubstr("a.yaml:3:1: key \"a\" is given twice"));
  EXPECT_THAT(error, HasSubstr("a.yaml:4:11: key \"d\" is given twice"));
}

TEST(Document, RefusesTagsSecondDocumentsAndOddKeys) {
  EXPECT_THAT(ErrorOf("a: !!binary aGk=\n"), HasSubstr("tags such as"));
  EXPECT_THAT(ErrorOf("a: 1\n---\nb: 2\n"), HasSubstr("a second document"));
  EXPECT_THAT(ErrorOf("[1, 2]: 3\n"), HasSubstr("a key must be a plain word"));
  EXPECT_THAT(ErrorOf(std::string("a: b\0c\n", 7)), HasSubstr("a NUL byte"));
}

TEST(Document, SaysWhereYamlItselfIsBroken) {
  EXPECT_THAT(ErrorOf("title: a\ntests: [1, 2\n"), StartsWith("a.yaml:"));
  EXPECT_THAT(ErrorOf("hints: {text: What now?}\n"), HasSubstr("needs quotes around it"));
}

TEST(Errors, StopAtTwentyAndCountTheRest) {
  Errors errors("a.yaml");
  for (int i = 25; i > 0; --i) errors.Add({i, 1}, "wrong");
  const std::string text = errors.ToStatus().message();
  EXPECT_THAT(text, StartsWith("a.yaml:6:1: wrong\na.yaml:7:1: wrong"));
  EXPECT_THAT(text, HasSubstr("and 5 more"));
}

}  // namespace
}  // namespace assay::grader::assignment
