#include <fmt/format.h>
#include <cmath>

#include "grader/report/export.h"
#include "grader/report/json_values.h"

namespace assay::grader {
namespace {

std::string_view GradescopeVisibility(Visibility visibility) {
  switch (visibility) {
    case Visibility::kAlways:
      return "visible";
    case Visibility::kAfterDue:
      return "after_due_date";
    case Visibility::kAfterPublished:
      return "after_published";
    case Visibility::kHidden:
      break;
  }
  return "hidden";
}

void Add(std::string_view title, const std::string& text, std::string& out) {
  if (text.empty()) return;
  if (!out.empty()) out += "\n\n";
  if (!title.empty()) out += fmt::format("{}:\n", title);
  out += text;
}

std::string Output(const TestReport& test) {
  std::string out;
  Add("", test.message, out);
  for (const std::string& hint : test.hints) Add("Hint", hint, out);
  Add("Feedback", test.feedback, out);
  if (test.verdict != Verdict::kAccepted) {
    Add("Input", test.input.text, out);
    Add("Expected output", test.expected.text, out);
    Add("Your output", test.actual.text, out);
    Add("Your standard error", test.errors.text, out);
    Add("Transcript", test.transcript, out);
  }
  return out;
}

Json OfTest(const ShownReport& report, const PartReport& part, const TestReport& test,
            size_t number) {
  const std::string name = test.title.empty() ? test.name : test.title;
  // Filtered already: now it may be seen by whom the report was made for.
  const Visibility visibility =
      report.viewer() == Viewer::kInstructor ? test.visibility : Visibility::kAlways;
  Json json = {
      {"score", Number(test.score)},
      {"max_score", Number(test.max_score)},
      {"status", test.verdict == Verdict::kAccepted ? "passed" : "failed"},
      {"name", Text(report->parts.size() > 1 ? part.name + ": " + name : name)},
      {"name_format", "text"},
      {"number", std::to_string(number)},
      {"output", Text(Output(test))},
      {"output_format", "text"},
      {"tags", Json::array()},
      {"visibility", GradescopeVisibility(visibility)},
      {"extra_data",
       {{"verdict", VerdictCode(test.verdict)},
        {"group", Text(test.group)},
        {"cpu_ms", MilliSeconds(test.cpu)},
        {"memory_bytes", test.memory_bytes}}},
  };
  if (!test.group.empty()) json["tags"].push_back(Text(test.group));
  return json;
}

}  // namespace

std::string ToGradescope(const ShownReport& report) {
  Json tests = Json::array();
  for (const PartReport& part : report->parts) {
    for (const TestReport& test : part.tests)
      tests.push_back(OfTest(report, part, test, tests.size() + 1));
  }
  std::string output = report->message;
  Add("Compiler", report->compiler_output, output);
  const Json json = {
      {"score", Number(report->score)},
      {"execution_time", std::lround(Seconds(report->elapsed))},
      {"output", Text(output)},
      {"output_format", "text"},
      {"test_output_format", "text"},
      {"test_name_format", "text"},
      {"visibility", "visible"},
      {"stdout_visibility", "hidden"},  // of the autograder's own log
      {"extra_data",
       {{"verdict", VerdictCode(report->verdict)},
        {"max_score", Number(report->max_score)},
        {"package", Text(report->package)},
        {"language", Text(report->language)},
        {"backend", Text(report->backend)},
        {"started_at", Text(report->started_at)}}},
      {"tests", std::move(tests)},
  };
  return Printed(json);
}

}  // namespace assay::grader
