#include "grader/student_output.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using sandbox::CollectedFile;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<CollectedFile>& Own() {
  static const std::vector<CollectedFile> kFiles = {
      {"calc.h", "int add(int a, int b)\n#define TWICE(x) static_assert(false, #x)\n", 0644},
      {"src/lib.rs", "pub fn add(a: i32) -> i32 { a }\n", 0644}};
  return kFiles;
}

const std::vector<CollectedFile>& Unseen() {
  static const std::vector<CollectedFile> kFiles = {
      {"calc_test.cc", "TEST(Calc, Secret) {\n  EXPECT_EQ(add(1, 41), 42);\n}\n", 0644},
      {"CalcTest.java", "    assertEquals(42, calc.add(1, 41));\n", 0644},
      {"tests/hidden.rs", "fn secret() { add(1, 41); }\n", 0644}};
  return kFiles;
}

std::string Shown(std::string_view text) { return ForStudents(text, Own(), Unseen()); }

TEST(StudentOutput, WithoutFilesThatAreUnseenItIsWhole) {
  constexpr std::string_view kText = "calc_test.cc:2: error: x\n  y\n\n";
  EXPECT_EQ(ForStudents(kText, Own(), {}), kText);
  // A copy in the submission: its author has it before his eyes.
  EXPECT_EQ(ForStudents(kText, Unseen(), Unseen()), kText);
}

TEST(StudentOutput, GccKeepsWhatIsTheStudents) {
  const std::string shown = Shown(
      "In file included from calc_test.cc:1:\n"
      "\x1b[01mcalc.h:1:22:\x1b[m error: expected initializer at end of input\n"
      "    1 | int add(int a, int b)\n"
      "      |                      ^\n"
      "calc_test.cc: In member function 'virtual void Calc_Secret_Test::TestBody()':\n"
      "calc_test.cc:2:13: error: 'add' was not declared in this scope\n"
      "    2 |   EXPECT_EQ(add(1, 41), 42);\n"
      "      |             ^~~\n"
      "/usr/include/gtest/gtest.h:9:1: note: candidate\n");
  EXPECT_THAT(shown, HasSubstr("calc.h:1:22:\x1b[m error: expected initializer"));
  EXPECT_THAT(shown, HasSubstr("    1 | int add(int a, int b)\n"));
  EXPECT_THAT(shown, Not(HasSubstr("calc_test")));
  EXPECT_THAT(shown, Not(HasSubstr("41")));
  EXPECT_THAT(shown, Not(HasSubstr("Secret")));
  EXPECT_THAT(shown, HasSubstr("6 lines about files that you cannot see were left out"));
}

TEST(StudentOutput, AMacroOfTheSubmissionCannotCarryTestsOut) {
  const std::string shown = Shown(
      "calc.h:2:40: error: static assertion failed: add(1, 41)\n"
      "    2 | #define TWICE(x) static_assert(false, #x)\n"
      "calc_test.cc:2:3: note: in expansion of macro 'TWICE'\n"
      "    2 |   EXPECT_EQ(add(1, 41), 42);\n");
  EXPECT_THAT(shown, Not(HasSubstr("41")));
  EXPECT_THAT(shown, HasSubstr("4 lines"));
}

TEST(StudentOutput, ALineOfAnUnseenFileIsNeverQuoted) {
  // No name stands by it.
  EXPECT_THAT(
      Shown("error: near\n  12 |   EXPECT_EQ(add(1, 41), 42);\nEXPECT_EQ(add(1, 41), 42);\n"),
      Not(HasSubstr("41")));
}

TEST(StudentOutput, LinkersNameTheFunctionThatIsMissing) {
  const std::string shown = Shown(
      "/usr/bin/ld: /tmp/ccX.o: in function `Calc_Secret_Test::TestBody()':\n"
      "calc_test.cc:(.text+0x1c): undefined reference to `add(int, int)'\n"
      "collect2: error: ld returned 1 exit status\n");
  EXPECT_EQ(shown,
            "undefined reference to `add(int, int)'\ncollect2: error: ld returned 1 exit status\n");
}

TEST(StudentOutput, Javac) {
  const std::string shown = Shown(
      "CalcTest.java:1: error: cannot find symbol\n"
      "    assertEquals(42, calc.add(1, 41));\n"
      "                         ^\n"
      "  symbol:   method add(int,int)\n"
      "1 error\n");
  EXPECT_THAT(shown, Not(HasSubstr("CalcTest")));
  EXPECT_THAT(shown, Not(HasSubstr("41")));
  EXPECT_THAT(shown, HasSubstr("1 error\n"));
}

TEST(StudentOutput, RustSaysWhereBelow) {
  const std::string shown = Shown(
      "error[E0061]: this function takes 1 argument but 2 arguments were supplied\n"
      " --> tests/hidden.rs:1:15\n"
      "  |\n"
      "1 | fn secret() { add(1, 41); }\n"
      "  |               ^^^    -- unexpected argument\n"
      "note: function defined here\n"
      " --> src/lib.rs:1:8\n"
      "  |\n"
      "\n"
      "warning: unused variable: `a`\n"
      " --> src/lib.rs:1:12\n"
      "  |\n"
      "1 | pub fn add(a: i32) -> i32 { a }\n"
      "\n"
      "error: could not compile `calc` due to 1 previous error\n");
  EXPECT_THAT(shown, Not(HasSubstr("41")));
  EXPECT_THAT(shown, Not(HasSubstr("E0061")));
  EXPECT_THAT(shown, Not(HasSubstr("hidden")));
  EXPECT_THAT(shown, HasSubstr("warning: unused variable: `a`\n --> src/lib.rs:1:12\n"));
  EXPECT_THAT(shown, HasSubstr("could not compile `calc`"));
}

TEST(StudentOutput, GoAndItsContinuationLines) {
  const std::string shown = ForStudents(
      "# calc [calc.test]\n./calc.go:3:2: undefined: x\n./calc_test.go:7:9: not enough arguments\n"
      "\thave (number)\n\twant (int, int)\n",
      {{"calc.go", "", 0644}}, {{"calc_test.go", "package calc\n", 0644}});
  EXPECT_THAT(shown, HasSubstr("./calc.go:3:2: undefined: x\n"));
  EXPECT_THAT(shown, Not(HasSubstr("have (number)")));
}

TEST(StudentOutput, AnotherTextUnderTheSameNameIsThePackages) {
  const std::string shown =
      ForStudents("main.cc:1:1: error: in the package's text\n", {{"main.cc", "own", 0644}},
                  {{"main.cc", "the package's", 0644}});
  EXPECT_THAT(shown, Not(HasSubstr("package's")));
}

TEST(StudentOutput, TheFirstLineThatNamesAnError) {
  EXPECT_EQ(ErrorLine("a.cc: In f\na.cc:1: error: x\nb"), "a.cc:1: error: x");
  EXPECT_EQ(ErrorLine("a\nb\n \n"), "b");
  EXPECT_EQ(ErrorLine(""), "");
}

}  // namespace
}  // namespace assay::grader
