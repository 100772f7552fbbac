#include "common/archive/entry_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using testing::HasSubstr;

std::string Error(std::string_view name, const ArchiveLimits& limits = {}) {
  const auto path = CheckEntryName(name, limits);
  return path.ok() ? "accepted as " + path.value() : path.status().message();
}

TEST(EntryName, IsRelativeWithoutDots) {
  EXPECT_EQ(CheckEntryName("./a//b/./c.txt", {}).value(), "a/b/c.txt");
  EXPECT_EQ(CheckEntryName("a/", {}).value(), "a");
  EXPECT_EQ(CheckEntryName("./", {}).value(), "");
  EXPECT_EQ(CheckEntryName("..a/b..", {}).value(), "..a/b..");
  EXPECT_EQ(CheckEntryName("übung/Lösung.py", {}).value(), "übung/Lösung.py");
  EXPECT_EQ(CheckEntryName("a b\"c", {}).value(), "a b\"c");
}

TEST(EntryName, RefusesEscapesAndNamesThem) {
  EXPECT_THAT(Error("/etc/passwd"), HasSubstr("\"/etc/passwd\" is an absolute path"));
  EXPECT_THAT(Error("a/../../b"), HasSubstr("\"a/../../b\" leaves its folder"));
  EXPECT_THAT(Error(".."), HasSubstr("leaves its folder"));
  EXPECT_THAT(Error("C:/Windows"), HasSubstr("drive letter"));
  EXPECT_THAT(Error("c:x"), HasSubstr("drive letter"));
  EXPECT_THAT(Error("..\\x"), HasSubstr("backslash"));
  EXPECT_THAT(Error(""), HasSubstr("has no name"));
}

TEST(EntryName, RefusesWhatCannotBeShown) {
  EXPECT_THAT(Error("a\nb"), HasSubstr("\"a\\x0ab\" has a control character"));
  EXPECT_THAT(Error(std::string("a\0b", 3)), HasSubstr("\"a\\x00b\""));
  EXPECT_THAT(Error("\x1b[2J"), HasSubstr("\\x1b"));
  EXPECT_THAT(Error("\xff\xfe"), HasSubstr("\"\\xff\\xfe\" has a name that is not UTF-8"));
  EXPECT_THAT(Error("\xc0\xaf"), HasSubstr("not UTF-8"));          // "/" in an overlong form
  EXPECT_THAT(Error("\xed\xa0\x80"), HasSubstr("not UTF-8"));      // a surrogate
  EXPECT_THAT(Error("\xf4\x90\x80\x80"), HasSubstr("not UTF-8"));  // past U+10FFFF
  EXPECT_THAT(Error("\xe2\x82"), HasSubstr("not UTF-8"));          // cut
}

TEST(EntryName, HasBounds) {
  ArchiveLimits limits;
  limits.depth = 3;
  limits.path_bytes = 20;
  EXPECT_EQ(Error("a/b/c", limits), "accepted as a/b/c");
  EXPECT_THAT(Error("a/b/c/d", limits), HasSubstr("more than 3 folders deep"));
  EXPECT_THAT(Error(std::string(21, 'x'), limits), HasSubstr("longer than 20 bytes"));
  EXPECT_THAT(Error(std::string(256, 'x')), HasSubstr("256 bytes"));
  // A long name is shown cut.
  EXPECT_LT(Error(std::string(100000, 'x')).size(), 300U);
}

}  // namespace
}  // namespace assay
