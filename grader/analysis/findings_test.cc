#include "grader/analysis/findings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::grader {
namespace {

using runtime_images::LintFormat;
using ::testing::HasSubstr;

std::string Summary(LintFormat format, std::string_view text) {
  auto notes = ParseFindings(format, text);
  if (!notes.ok()) return notes.status().message();
  std::string all;
  for (const Annotation& note : *notes) {
    all += note.file + ":" + std::to_string(note.line) + ":" + std::to_string(note.column) + " " +
           "nwe"[static_cast<size_t>(note.severity)] + " " + note.rule + " " + note.message + "\n";
  }
  return all;
}

TEST(ParseFindings, Flake8AndPylint) {
  EXPECT_EQ(Summary(LintFormat::kFlake8,
                    "./a.py:1:80: E501 line too long (90 > 79 characters)\n"
                    "/work/b.py:3:1: F401 'os' imported but unused\n"
                    "c.py:2:0: C0116: Missing function docstring\n"
                    "************* Module a\n\nYour code has been rated at 5\n"),
            "a.py:1:80 w E501 line too long (90 > 79 characters)\n"
            "b.py:3:1 e F401 'os' imported but unused\n"
            "c.py:2:1 w C0116 Missing function docstring\n");
}

TEST(ParseFindings, GccAndCppcheck) {
  EXPECT_EQ(Summary(LintFormat::kGcc,
                    "a.cpp:3:9: warning: Variable 'x' is assigned a value [unreadVariable]\n"
                    "    int x = 1;\n        ^\n"
                    "a.cpp:5:1: error: Memory leak: p [memleak]\n"
                    "nofile:0:0: information: Active checkers [checkersReport]\n"
                    "a.cpp:6:3: style: The scope can be reduced. [variableScope]\n"),
            "a.cpp:3:9 w unreadVariable Variable 'x' is assigned a value\n"
            "a.cpp:5:1 e memleak Memory leak: p\n"
            "a.cpp:6:3 n variableScope The scope can be reduced.\n");
}

TEST(ParseFindings, Checkstyle) {
  EXPECT_EQ(Summary(LintFormat::kCheckstyleXml, R"x(<?xml version="1.0"?><checkstyle version="10">
<file name="/work/A.java"><error line="2" column="5" severity="warning" message="bad &lt;indent&gt;"
 source="com.puppycrawl.tools.checkstyle.checks.indentation.IndentationCheck"/>
<error line="9" severity="error" message="m" source="eslint.rules.no-undef"/></file></checkstyle>)x"),
            "A.java:2:5 w IndentationCheck bad <indent>\nA.java:9:1 e no-undef m\n");
  EXPECT_THAT(Summary(LintFormat::kCheckstyleXml, "<checkstyle><file"),
              HasSubstr("not well-formed"));
  EXPECT_THAT(Summary(LintFormat::kCheckstyleXml, "<a/>"), HasSubstr("no <checkstyle>"));
}

TEST(ParseFindings, OtherLinesAndBytesAreNoFindings) {
  for (const LintFormat format : {LintFormat::kFlake8, LintFormat::kGcc}) {
    EXPECT_EQ(Summary(format, ""), "");
    EXPECT_EQ(Summary(format, ":::::\n:1:1: x\na.py:x:1: y\na.py:1:\n\xff\n"), "");
  }
}

}  // namespace
}  // namespace assay::grader
