#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "grader/report/escape.h"
#include "grader/report/export.h"
#include "grader/report/html_diff.h"
#include "grader/report/html_text.h"
#include "grader/report/samples.h"

namespace assay::grader {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr ExportFormat kFormats[] = {ExportFormat::kJson,  ExportFormat::kJUnit,
                                     ExportFormat::kSarif, ExportFormat::kGradescope,
                                     ExportFormat::kCsv,   ExportFormat::kHtml};

// ---------------------------------------------------------------------------- who sees what

TEST(ShownReport, NothingHiddenLeaksInAnyFormat) {
  struct Case {
    Viewer viewer;
    std::vector<std::string> hidden;
  };
  const Case cases[] = {
      {Viewer::kStudentBeforeDue, {"after_due-", "after_published-", "hidden-", "teacher-"}},
      {Viewer::kStudentAfterDue, {"after_published-", "hidden-", "teacher-"}},
      {Viewer::kStudentAfterPublished, {"hidden-", "teacher-"}},
  };
  for (const Case& c : cases) {
    const ShownReport shown(samples::WithSecrets(), c.viewer);
    for (const ExportFormat format : kFormats) {
      const std::string text = Export(format, shown);
      for (const std::string& prefix : c.hidden) {
        EXPECT_THAT(text, Not(HasSubstr(prefix + samples::kSecret)))
            << ViewerName(c.viewer) << " " << ExportFormatName(format);
      }
    }
    // What a program could carry out of a hidden test.
    for (const TestReport& test : shown->parts[0].tests) {
      if (!shown.IsHidden(test)) continue;
      EXPECT_EQ(test.cpu.count() + test.wall.count(), 0);
      EXPECT_EQ(test.memory_bytes, 0U);
      EXPECT_FALSE(test.exit_code.has_value());
      EXPECT_EQ(test.verdict, Verdict::kWrongAnswer);
      EXPECT_EQ(test.max_score, 10);
      EXPECT_THAT(test.hints, ::testing::ElementsAre("a hint"));
    }
  }
}

TEST(ShownReport, WhatIsDueIsShown) {
  const ShownReport shown(samples::WithSecrets(), Viewer::kStudentAfterDue);
  EXPECT_THAT(ToJson(shown), HasSubstr(std::string("after_due-") + samples::kSecret));
  const ShownReport all(samples::WithSecrets(), Viewer::kInstructor);
  for (const char* prefix : {"after_due-", "after_published-", "hidden-", "teacher-"})
    EXPECT_THAT(ToJson(all), HasSubstr(std::string(prefix) + samples::kSecret));
}

TEST(ShownReport, NamesHiddenTestsByNumberOverAllParts) {
  const ShownReport shown(samples::Partial(), Viewer::kStudentBeforeDue);
  EXPECT_EQ(shown->parts[0].tests[4].name, "hidden test 1");
  EXPECT_EQ(shown->parts[0].tests[5].name, "hidden test 2");
  EXPECT_EQ(shown->parts[0].groups[3].name, "hidden group 1");
  EXPECT_EQ(shown->parts[0].tests[4].group, "hidden group 1");
  EXPECT_EQ(shown->parts[0].tests[0].name, "sample/1");
  EXPECT_EQ(shown->message,
            "small/3: line 3, token 2: expected \"17\", got \"71\"");  // told anew
  EXPECT_EQ(shown->max_cpu, std::chrono::milliseconds(930));
}

TEST(ShownReport, CompileErrorsAreForEverybody) {
  const ShownReport shown(samples::CompileError(), Viewer::kStudentBeforeDue);
  EXPECT_THAT(shown->message, HasSubstr("was not declared"));
  EXPECT_FALSE(shown->compiler_output.empty());
}

TEST(ShownReport, WhyAJudgeFailedIsForInstructors) {
  Report report = samples::JudgeError();
  report.parts = samples::Partial().parts;
  report.parts[0].verdict = report.parts[0].tests[0].verdict = Verdict::kJudgeError;
  report.message = report.parts[0].message = report.parts[0].tests[0].message = samples::kSecret;
  EXPECT_THAT(ToJson(ShownReport(report, Viewer::kStudentAfterPublished)),
              Not(HasSubstr(samples::kSecret)));
  EXPECT_EQ(ShownReport(report, Viewer::kInstructor)->message, samples::kSecret);
}

// ---------------------------------------------------------------------------- escaping

TEST(Escape, Xml) {
  using std::string_literals::operator""s;
  EXPECT_EQ(EscapeXml("<a b='c'>&\"</a>"), "&lt;a b=&#39;c&#39;&gt;&amp;&quot;&lt;/a&gt;");
  EXPECT_EQ(EscapeXml("\0\x1b\x7f\xFF\n\t"s), "␀␛␡\uFFFD\n\t");
  EXPECT_EQ(EscapeXml("\xEF\xBF\xBE"), "\uFFFD");  // U+FFFE
  // NOLINTNEXTLINE(misc-misleading-bidirectional): what is tested
  EXPECT_EQ(EscapeXml("\xE2\x80\xAE\xC2\x85"), "\uFFFD\uFFFD");  // turns text; C1
  EXPECT_EQ(EscapeXmlAttribute("a\nb\tc"), "a&#10;b&#9;c");
}

TEST(Escape, CsvCells) {
  EXPECT_EQ(CsvCell("plain"), "plain");
  EXPECT_EQ(CsvCell("a,b \"c\"\n"), "\"a,b \"\"c\"\"\n\"");
  for (const char* formula : {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uFF1D1"})
    EXPECT_EQ(CsvCell(formula), std::string("'") + formula);
  EXPECT_EQ(CsvCell("\t=1"), "\"'\t=1\"");
  EXPECT_EQ(CsvCell("\"=1"), "\"'\"\"=1\"");
  EXPECT_EQ(CsvCell("a-b"), "a-b");
  EXPECT_EQ(CsvCell("\xFF"), "\uFFFD");
}

TEST(Escape, Uris) {
  EXPECT_EQ(UriOfPath("src/a b#c?.cc"), "src/a%20b%23c%3F.cc");
  EXPECT_EQ(UriOfPath("javascript:x"), "javascript%3Ax");
}

TEST(Formats, NamesAndBack) {
  for (const ExportFormat format : kFormats) {
    EXPECT_EQ(ParseExportFormat(ExportFormatName(format)), format);
    EXPECT_FALSE(ExportMediaType(format).empty());
  }
  EXPECT_FALSE(ParseExportFormat("pdf").has_value());
  EXPECT_EQ(ParseViewer("instructor"), Viewer::kInstructor);
}

TEST(Formats, NoStudentTextBecomesMarkup) {
  const ShownReport shown(samples::Hostile(), Viewer::kInstructor);
  const std::string html = ToHtml(shown, {.sources = samples::Sources()});
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("<img")));
  const std::string junit = ToJUnit(shown);
  EXPECT_THAT(junit, Not(HasSubstr("]]>")));
  EXPECT_THAT(junit, Not(HasSubstr("<img")));
  EXPECT_THAT(ToJson(shown), Not(HasSubstr("NaN")));
}

TEST(Csv, ARowATest) {
  const std::string csv = ToCsv(ShownReport(samples::Accepted(), Viewer::kInstructor));
  EXPECT_THAT(csv, HasSubstr("\r\nTwo columns,ada/table.cc,C++ 20,main,sample,sample/1,AC,10,10,"
                             "always,120.000,131.000,1000,9400000,268435456,,,1,\r\n"));
}

TEST(JUnit, ASubmissionThatDoesNotCompileIsNotGreen) {
  const std::string xml = ToJUnit(ShownReport(samples::CompileError(), Viewer::kInstructor));
  EXPECT_THAT(xml, HasSubstr("tests=\"1\" failures=\"1\""));
  EXPECT_THAT(ToJUnit(ShownReport(samples::JudgeError(), Viewer::kInstructor)),
              HasSubstr("failures=\"0\" errors=\"1\""));
}

TEST(Gradescope, KeepsVisibilityForInstructorsOnly) {
  const std::string all = ToGradescope(ShownReport(samples::Partial(), Viewer::kInstructor));
  EXPECT_THAT(all, HasSubstr("\"visibility\": \"after_due_date\""));
  const std::string student =
      ToGradescope(ShownReport(samples::Partial(), Viewer::kStudentBeforeDue));
  EXPECT_THAT(student, Not(HasSubstr("after_due_date")));
}

// ---------------------------------------------------------------------------- the page

std::string Shape(std::string_view expected, std::string_view actual, size_t context = 3) {
  std::string shape;
  for (const html::DiffRow& row :
       html::DiffLines(html::SplitLines(expected), html::SplitLines(actual), context)) {
    constexpr char kSigns[] = {'=', '~', '-', '+', '.'};
    shape += kSigns[static_cast<size_t>(row.kind)];
    if (row.skipped > 0) shape += std::to_string(row.skipped);
  }
  return shape;
}

TEST(Diff, MatchesWhatIsEqual) {
  EXPECT_EQ(Shape("a\nb\nc\n", "a\nb\nc\n"), ".3");
  EXPECT_EQ(Shape("a\nb\nc\n", "a\nx\nc\n"), "=~=");
  EXPECT_EQ(Shape("a\nb\nc\n", "a\nc\n"), "=-=");
  EXPECT_EQ(Shape("a\nc\n", "a\nb\nc\n"), "=+=");
  EXPECT_EQ(Shape("a\nb\n", ""), "--");
  EXPECT_EQ(Shape("1\n2\n3\n4\n5\n6\n7\n8\n", "0\n1\n2\n3\n4\n5\n6\n7\nx\n", 1), "+=.5=~");
}

TEST(Diff, LargeTextsArePairedLineByLine) {
  std::string a;
  std::string b;
  for (int i = 0; i < 3000; ++i) {
    a += std::to_string(i) + "\n";
    b += std::to_string(i + 1) + "x\n";
  }
  EXPECT_EQ(Shape(a, b), std::string(3000, '~'));
}

TEST(Diff, PointsAtTheFirstDifference) {
  const std::string table = html::DiffTable(samples::Partial().parts[0].tests[3]);
  EXPECT_THAT(table, HasSubstr("<tr class=\"changed first\""));
  EXPECT_THAT(table, HasSubstr("<mark>71</mark>"));
  EXPECT_THAT(table, HasSubstr("data-c=\"no line end\""));
}

TEST(Html, MakesBlanksVisible) {
  EXPECT_EQ(html::VisibleLine("a  b\tc"),
            "a<i class=\"s\">  </i>b<i class=\"m\" data-c=\"→\">\t</i>c");
  EXPECT_EQ(html::VisibleLine("\xFF\u200b\x01<"),
            "<i class=\"e\" data-c=\"\\xff\"></i><i class=\"e\" data-c=\"U+200B\"></i>"
            "<i class=\"e\" data-c=\"\\x01\"></i>&lt;");
  EXPECT_EQ(html::VisibleLine("abcdef", 2), "ab<b class=\"cut\">… 4 more bytes</b>");
}

TEST(Html, OpensTheFirstFailureOnly) {
  const std::string page = ToHtml(ShownReport(samples::Partial(), Viewer::kInstructor));
  const size_t first = page.find("<details open>");
  ASSERT_NE(first, std::string::npos);
  EXPECT_LT(page.find("small/3"), first);
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(page, HasSubstr("<th role=\"rowheader\" scope=\"row\""));
  EXPECT_THAT(page, Not(HasSubstr("://")));  // it needs nothing from anywhere
}

}  // namespace
}  // namespace assay::grader
