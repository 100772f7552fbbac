#include "grader/report/samples.h"

#include <fmt/format.h>

#include <limits>

namespace assay::grader::samples {
namespace {

using namespace std::chrono_literals;  // NOLINT: literals only

Excerpt Of(std::string text) {
  const uint64_t size = text.size();
  return {std::move(text), size};
}

TestReport Test(std::string name, std::string group, Verdict verdict, double score, double max) {
  TestReport test;
  test.name = std::move(name);
  test.group = std::move(group);
  test.verdict = verdict;
  test.score = score;
  test.max_score = max;
  test.time_limit = 1s;
  test.memory_limit_bytes = 256U << 20U;
  test.cpu = 120ms;
  test.wall = 131ms;
  test.memory_bytes = 9'400'000;
  if (verdict == Verdict::kSkipped) test.cpu = test.wall = {};
  if (verdict == Verdict::kSkipped) test.memory_bytes = 0;
  return test;
}

PartReport Correctness() {
  PartReport part;
  part.name = "main";
  part.title = "Correctness";
  part.verdict = Verdict::kWrongAnswer;
  part.score = 55;
  part.max_score = 80;
  part.groups = {
      {"", "", 0, Verdict::kWrongAnswer, 55, 80, Visibility::kAlways},
      {"sample", "Samples", 1, Verdict::kAccepted, 10, 10, Visibility::kAlways},
      {"small", "Small inputs (n ≤ 100)", 1, Verdict::kWrongAnswer, 20, 30, Visibility::kAlways},
      {"large", "Large inputs", 1, Verdict::kTimeLimit, 25, 40, Visibility::kAfterDue},
  };
  TestReport sample = Test("sample/1", "sample", Verdict::kAccepted, 10, 10);
  sample.sample = true;
  sample.input = Of("3\n1 2 3\n");
  sample.expected = sample.actual = Of("6\n");
  TestReport wrong = Test("small/3", "small", Verdict::kWrongAnswer, 0, 10);
  wrong.title = "A table with two columns";
  wrong.message = "line 3, token 2: expected \"17\", got \"71\"";
  wrong.hints = {"Are the digits read from the left or from the right?"};
  wrong.feedback = "The third row is the first with two digits.";
  wrong.judge_feedback = "typical for submissions that reverse the number";
  wrong.input = Of("5\nalpha 1\nbeta\t2\ngamma 17\ndelta  4\nepsilon 5\n");
  wrong.expected = Of("alpha 1\nbeta 2\ngamma 17\ndelta 4\nepsilon 5\n");
  wrong.actual = Of("alpha 1\nbeta\t2 \ngamma 71\nepsilon 5\nzeta 6");
  wrong.difference_offset_expected = 21;
  wrong.difference_offset_actual = 22;
  TestReport slow = Test("large/1", "large", Verdict::kTimeLimit, 0, 15);
  slow.message = "used 1.02 s of CPU time, 1 s is allowed";
  slow.hints = {"For n = 200,000 a loop in a loop takes 40 billion steps."};
  slow.visibility = Visibility::kAfterDue;
  slow.cpu = 1020ms;
  slow.wall = 1030ms;
  slow.runs = 2;
  slow.input = {"200000\n1 1 1 1 1 1", 1'288'895};
  TestReport crash = Test("large/2", "large", Verdict::kRuntimeError, 0, 10);
  crash.message = "killed by signal 11 (Segmentation fault)";
  crash.signal = 11;
  crash.visibility = Visibility::kAfterDue;
  crash.errors = Of("reading 4096 numbers\nstack: 0x7ffd\x1b[31m!\x1b[0m\n");
  crash.memory_bytes = 250U << 20U;
  part.tests = {sample,
                Test("small/1", "small", Verdict::kAccepted, 10, 10),
                Test("small/2", "small", Verdict::kAccepted, 10, 10),
                wrong,
                slow,
                crash,
                Test("large/3", "large", Verdict::kAccepted, 25, 25),
                Test("large/4", "large", Verdict::kSkipped, 0, 0)};
  part.tests[1].cpu = 930ms;
  return part;
}

PartReport Conversation() {
  PartReport part;
  part.name = "guess";
  part.title = "Guessing game";
  part.verdict = Verdict::kIdleLimit;
  part.score = 5;
  part.max_score = 20;
  TestReport stuck = Test("guess/2", "", Verdict::kIdleLimit, 0, 10);
  stuck.message = "both sides wait for each other";
  stuck.transcript = "< 100\n> 50\n< higher\n> 75\n< lower\n";
  stuck.hints = {"Flush standard output after each line."};
  part.tests = {Test("guess/1", "", Verdict::kAccepted, 5, 10), stuck};
  return part;
}

}  // namespace

std::map<std::string, std::string> Sources() {
  return {{"src/table.cc",
           "#include <iostream>\n#include <vector>\n\nint main() {\n  int n;\n  std::cin >> n;\n"
           "  std::vector<int> a(n);\n  for (int i = 0; i <= n; ++i) std::cin >> a[i];\n"
           "  int unused = 0;\n  if (n = 0) return 1;\n  std::cout << a[0];\n}\n"}};
}

Report Partial() {
  Report report;
  report.package = "Two columns";
  report.package_format = "assay";
  report.submission = "ada/table.cc";
  report.language = "C++ 20";
  report.backend = "gvisor";
  report.verdict = Verdict::kWrongAnswer;
  report.score = 60;
  report.max_score = 100;
  report.message = "small/3: line 3, token 2: expected \"17\", got \"71\"";
  report.compiler_output = "table.cc:9:7: \x1b[35mwarning:\x1b[m unused variable 'unused'\n";
  report.compiler_output_for_students = report.compiler_output;
  report.parts = {Correctness(), Conversation()};
  report.annotations = {
      {Annotation::Severity::kWarning, "src/table.cc", 9, 7, 9, 13, "unused-variable",
       "unused variable 'unused'", "clang-tidy"},
      {Annotation::Severity::kError, "src/table.cc", 8, 24, 8, 25, "bounds",
       "i reaches n, one past the last element of a", "clang-tidy"},
      {Annotation::Severity::kNote, "src/table.cc", 10, 9, 0, 0, "", "an assignment as a condition",
       "cppcheck"},
      {Annotation::Severity::kWarning, "README.md", 1, 0, 0, 0, "title",
       "the first line is no title", "cppcheck"},
  };
  report.max_cpu = 1020ms;
  report.max_memory_bytes = 250U << 20U;
  report.elapsed = 2345ms;
  report.started_at = "2026-03-01T12:00:00Z";
  return report;
}

Report Accepted() {
  Report report = Partial();
  report.verdict = Verdict::kAccepted;
  report.score = report.max_score = 10;
  report.message.clear();
  report.compiler_output.clear();
  report.compiler_output_for_students.clear();
  report.annotations.clear();
  PartReport part;
  part.name = "main";
  part.verdict = Verdict::kAccepted;
  part.tests = {Correctness().tests[0]};
  report.parts = {part};
  return report;
}

Report CompileError() {
  Report report = Partial();
  report.verdict = Verdict::kCompileError;
  report.score = 0;
  report.message = "table.cc:4:3: error: 'cin' was not declared in this scope";
  report.compiler_output = report.message + "\n    4 |   cin >> n;\n      |   ^~~\n";
  report.compiler_output_for_students = report.compiler_output;
  report.parts.clear();
  report.annotations.clear();
  return report;
}

Report JudgeError() {
  Report report = CompileError();
  report.verdict = Verdict::kJudgeError;
  report.message = "the image python-3.13 is not there: assay-images build python-3.13";
  report.compiler_output.clear();
  report.compiler_output_for_students.clear();
  return report;
}

Report Hostile() {
  using std::string_literals::operator""s;
  const std::string bad =
      "</pre></script><script>alert(1)</script>&amp;\"'><img src=x onerror=alert(1)> ]]> "
      "\xFF\xC0\xAF\xED\xA0\x80 \0 \x1b[31m \x08 \x7f \r\n \xEF\xBF\xBE \xE2\x80\xAE,;\t"s;
  Report report = Partial();
  for (std::string* text :
       {&report.package, &report.package_format, &report.submission, &report.language,
        &report.backend, &report.message, &report.compiler_output,
        &report.compiler_output_for_students, &report.started_at})
    *text = bad;
  report.score = std::numeric_limits<double>::quiet_NaN();
  report.max_score = std::numeric_limits<double>::infinity();
  for (PartReport& part : report.parts) {
    part.name = part.title = part.message = bad;
    for (GroupReport& group : part.groups) group.name = group.title = bad;
    for (TestReport& test : part.tests) {
      for (std::string* text : {&test.name, &test.title, &test.group, &test.message, &test.feedback,
                                &test.judge_feedback, &test.transcript})
        *text = bad;
      test.hints = {bad};
      test.input = test.expected = test.errors = Of(bad);
      test.actual = Of(bad + "x");
      test.difference_offset_actual = test.difference_offset_expected = ~uint64_t{0};
    }
  }
  report.parts[0].tests[0].message = "=HYPERLINK(\"http://example.org\")";
  report.parts[0].tests[0].name = "@SUM(A1)";
  report.parts[0].tests[1].message = " +1";
  report.parts[0].tests[2].message = "\t-1";
  for (Annotation& note : report.annotations) {
    note.file = note.rule = note.message = note.tool = bad;
    note.line = -7;
    note.end_line = -9;
  }
  return report;
}

Report WithSecrets() {
  Report report = Partial();
  report.annotations.clear();
  report.compiler_output = fmt::format("calc_test.cc:9: teacher-{}", kSecret);
  report.compiler_output_for_students.clear();
  report.parts.resize(1);
  PartReport& part = report.parts[0];
  part.groups.clear();
  part.tests.clear();
  int number = 0;
  const auto secret = [&number] { return fmt::format("{}{}", kSecret, ++number); };
  for (const Visibility visibility : {Visibility::kAlways, Visibility::kAfterDue,
                                      Visibility::kAfterPublished, Visibility::kHidden}) {
    // Each name tells by itself who may see it.
    const bool open = visibility == Visibility::kAlways;
    const auto text = [&] {
      return open ? std::string("open")
                  : fmt::format("{}-{}", VisibilityName(visibility), secret());
    };
    GroupReport group;
    group.name = text();
    group.title = text();
    group.visibility = visibility;
    part.groups.push_back(group);
    TestReport test = Test(text(), group.name, Verdict::kWrongAnswer, 0, 10);
    test.visibility = visibility;
    test.title = text();
    test.message = text();
    test.feedback = text();
    test.transcript = text();
    test.judge_feedback = "teacher-" + secret();
    test.input = Of(text());
    test.expected = Of(text());
    test.actual = Of(text());
    test.errors = Of(text());
    test.hints = {"a hint"};
    test.exit_code = 77;
    part.tests.push_back(test);
  }
  part.message = "hidden-" + secret();
  part.judge_message = "teacher-" + secret();
  report.message = "hidden-" + secret();
  return report;
}

std::map<std::string, Report> All() {
  return {
      {"partial", Partial()},        {"accepted", Accepted()}, {"compile-error", CompileError()},
      {"judge-error", JudgeError()}, {"hostile", Hostile()},   {"secrets", WithSecrets()}};
}

}  // namespace assay::grader::samples
