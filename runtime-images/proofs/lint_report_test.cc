// The proofs' reader of findings: what it takes for one, and that it does not take half a report.
#include "runtime-images/proofs/lint_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(LintReportTest, XmlMustBeWhole) {
  EXPECT_FALSE(ReadLintReport(LintFormat::kCheckstyleXml, "").ok());
  EXPECT_FALSE(ReadLintReport(LintFormat::kCheckstyleXml, "<?xml?><checkstyle><file>").ok());
  EXPECT_FALSE(ReadLintReport(LintFormat::kCheckstyleXml, "Error: no such file").ok());
}

TEST(LintReportTest, Findings) {
  auto rows = ReadLintReport(LintFormat::kFlake8,
                             "************* Module a\n./a.py:1:10: E401 multiple imports\n"
                             "d/b.py:3:0: C0114: Missing docstring (missing-module-docstring)\n");
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, ElementsAre("a.py:1 E401", "d/b.py:3 C0114"));
  rows =
      ReadLintReport(LintFormat::kGcc,
                     "a.c:3:9: warning: Variable 'x' is not used [unusedVariable]\n    int x;\n");
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, ElementsAre("a.c:3 unusedVariable"));
  rows = ReadLintReport(LintFormat::kCheckstyleXml,
                        "<?xml version=\"1.0\"?><checkstyle><file name=\"/work/A.java\">"
                        "<error line=\"2\" source=\"com.x.NameCheck\" message=\"&gt;\"/></file>"
                        "<file name='B.java' ><error line='1' message='a \"> b' source='X.Y1' "
                        "/></file></checkstyle>");
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, ElementsAre("A.java:2 NameCheck", "B.java:1 Y1"));
  rows = ReadLintReport(LintFormat::kGcc, "nothing of the kind\n");
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, IsEmpty());
}

}  // namespace
}  // namespace assay::runtime_images
