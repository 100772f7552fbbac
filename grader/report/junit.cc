#include <fmt/format.h>

#include "grader/report/escape.h"
#include "grader/report/export.h"

namespace assay::grader {
namespace {

struct Counts {
  size_t tests = 0, failures = 0, errors = 0, skipped = 0;
  double seconds = 0;

  void Add(const TestReport& test) {
    ++tests;
    seconds += Seconds(test.wall);
    switch (test.verdict) {
      case Verdict::kAccepted:
        break;
      case Verdict::kSkipped:
        ++skipped;
        break;
      case Verdict::kJudgeError:
        ++errors;
        break;
      default:
        ++failures;
    }
  }
  std::string Attributes() const {
    return fmt::format(R"(tests="{}" failures="{}" errors="{}" skipped="{}" time="{:.3f}")", tests,
                       failures, errors, skipped, seconds);
  }
};

// What there is to say about a failed test, as one text.
std::string Details(const TestReport& test) {
  std::string text = test.message;
  const auto add = [&text](std::string_view title, const std::string& what) {
    if (!what.empty()) text += fmt::format("\n\n{}\n{}", title, what);
  };
  for (const std::string& hint : test.hints) add("Hint:", hint);
  add("Feedback:", test.feedback);
  add("For the teacher:", test.judge_feedback);
  add("Input:", test.input.text);
  add("Expected:", test.expected.text);
  add("Transcript:", test.transcript);
  return text;
}

void AppendCase(const PartReport& part, const TestReport& test, std::string& out) {
  const std::string suite = test.group.empty() ? part.name : part.name + "." + test.group;
  out += fmt::format(R"(    <testcase name="{}" classname="{}" time="{:.3f}">)"
                     "\n",
                     EscapeXmlAttribute(test.title.empty() ? test.name : test.title),
                     EscapeXmlAttribute(suite), Seconds(test.wall));
  if (test.verdict == Verdict::kSkipped) {
    out += fmt::format(R"(      <skipped message="{}"/>)"
                       "\n",
                       EscapeXmlAttribute(test.message));
  } else if (test.verdict != Verdict::kAccepted) {
    const std::string_view tag = test.verdict == Verdict::kJudgeError ? "error" : "failure";
    const std::string said =
        test.message.empty() ? std::string(VerdictName(test.verdict)) : test.message;
    out += fmt::format(R"(      <{0} message="{1}" type="{2}">{3}</{0}>)"
                       "\n",
                       tag, EscapeXmlAttribute(said), VerdictCode(test.verdict),
                       EscapeXml(Details(test)));
  }
  if (!test.actual.text.empty())
    out += fmt::format("      <system-out>{}</system-out>\n", EscapeXml(test.actual.text));
  if (!test.errors.text.empty())
    out += fmt::format("      <system-err>{}</system-err>\n", EscapeXml(test.errors.text));
  out += "    </testcase>\n";
}

// A submission that does not compile has no tests, and a suite without tests is green.
TestReport Whole(const Report& report) {
  TestReport test;
  test.name = report.verdict == Verdict::kCompileError ? "compile" : "grade";
  test.verdict = report.verdict;
  test.message = report.message;
  test.errors = {report.compiler_output, report.compiler_output.size()};
  return test;
}

}  // namespace

std::string ToJUnit(const ShownReport& report) {
  std::vector<PartReport> parts = report->parts;
  bool any = false;
  for (const PartReport& part : parts) any |= !part.tests.empty();
  if (!any) {
    PartReport whole;
    whole.name = "submission";
    whole.tests.push_back(Whole(*report));
    parts = {std::move(whole)};
  }
  Counts all;
  std::string suites;
  for (const PartReport& part : parts) {
    Counts counts;
    std::string cases;
    for (const TestReport& test : part.tests) {
      counts.Add(test);
      all.Add(test);
      AppendCase(part, test, cases);
    }
    suites += fmt::format("  <testsuite name=\"{}\" {} timestamp=\"{}\">\n{}  </testsuite>\n",
                          EscapeXmlAttribute(part.title.empty() ? part.name : part.title),
                          counts.Attributes(), EscapeXmlAttribute(report->started_at), cases);
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"{}\" {}>\n{}</testsuites>\n",
      EscapeXmlAttribute(report->package), all.Attributes(), suites);
}

}  // namespace assay::grader
