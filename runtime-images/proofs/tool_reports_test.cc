// The proofs' readers: what they take for an outcome, and that they do not take half a report.
#include "runtime-images/proofs/tool_reports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::runtime_images {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ToolReportsTest, JUnitXml) {
  const auto rows = ReadTestReport(
      TestFormat::kJUnitXml,
      "<?xml version=\"1.0\"?><testsuites><testsuite name=\"s\" failures=\"1\">\n"
      "<testcase name=\"a\" failure=\"x > y\"><failure message=\"&lt;error\">t</failure></testcase>"
      "<testcase classname=\"c\" name=\"b\" />\n"
      "<testcase name=\"d\"><error/></testcase><testcase name=\"e\"><skipped/></testcase>"
      "<testcase name=\"f\"><system-out>o</system-out></testcase></testsuite></testsuites>");
  ASSERT_TRUE(rows.ok()) << rows.status().ToString();
  EXPECT_THAT(*rows, ElementsAre("error d", "fail a", "pass b", "pass f", "skip e"));
}

TEST(ToolReportsTest, XmlMustBeWhole) {
  EXPECT_FALSE(ReadTestReport(TestFormat::kJUnitXml, "").ok());
  EXPECT_FALSE(
      ReadTestReport(TestFormat::kJUnitXml, "<?xml?><testsuites><testcase name=\"a\"/>").ok());
  EXPECT_FALSE(ReadLintReport(LintFormat::kCheckstyleXml, "Error: no such file").ok());
}

TEST(ToolReportsTest, GoJson) {
  const auto rows =
      ReadTestReport(TestFormat::kGoJson,
                     "{\"Action\":\"run\",\"Test\":\"TestA\"}\n"
                     "{\"Action\":\"output\",\"Test\":\"TestA\",\"Output\":\"x\"}\n"
                     "{\"Action\":\"fail\",\"Test\":\"TestA\"}\nnoise\n"
                     "{\"Action\":\"pass\",\"Test\":\"TestB\"}\n{\"Action\":\"fail\"}\n");
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, ElementsAre("fail TestA", "pass TestB"));
}

TEST(ToolReportsTest, Libtest) {
  const auto rows = ReadTestReport(TestFormat::kLibtest,
                                   "running 3 tests\ntest t::a ... ok\ntest t::b ... FAILED\n"
                                   "test t::c ... ignored, slow\n\nfailures:\n    t::b\n");
  ASSERT_TRUE(rows.ok());
  EXPECT_THAT(*rows, ElementsAre("fail t::b", "pass t::a", "skip t::c"));
}

TEST(ToolReportsTest, Findings) {
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
