#include "judge/worker/grade_report.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include "grader/report/export.h"
#include "grader/report/shown.h"
#include "judge/worker/text.h"

namespace assay::judge {
namespace {

using grader::PartReport;
using grader::Report;
using grader::ShownReport;
using grader::TestReport;
using grader::Verdict;
using grader::Viewer;

constexpr size_t kName = 512;
constexpr size_t kLine = 1024;
constexpr size_t kMessage = 4096;
constexpr size_t kCompilerOutput = 16U << 10U;

int64_t Microseconds(std::chrono::nanoseconds time) {
  return std::chrono::duration_cast<std::chrono::microseconds>(time).count();
}

std::string Code(Verdict verdict) { return std::string(grader::VerdictCode(verdict)); }

pb::TestVisibility ToVisibility(grader::Visibility visibility) {
  switch (visibility) {
    case grader::Visibility::kAlways:
      return pb::TEST_VISIBILITY_ALWAYS;
    case grader::Visibility::kAfterDue:
      return pb::TEST_VISIBILITY_AFTER_DUE;
    case grader::Visibility::kAfterPublished:
      return pb::TEST_VISIBILITY_AFTER_PUBLISHED;
    case grader::Visibility::kHidden:
      break;
  }
  return pb::TEST_VISIBILITY_HIDDEN;
}

struct Points {
  double score = 0, max_score = 0;
};

Points Bounded(double score, double max_score) {
  Points points;
  if (std::isfinite(score)) points.score = score;
  if (std::isfinite(max_score) && max_score > 0) points.max_score = max_score;
  points.max_score = std::max(points.max_score, points.score);
  return points;
}

void SetTest(const grader::Event& event, pb::TestDone& out) {
  const TestReport& test = *event.test;
  if (event.part != nullptr) out.set_part(CutText(event.part->name, kName));
  out.set_group(CutText(test.group, kName));
  out.set_name(CutText(test.name, kName));
  out.set_title(CutText(test.title, kName));
  out.set_verdict(Code(test.verdict));
  const Points points = Bounded(test.score, test.max_score);
  out.set_score(points.score);
  out.set_max_score(points.max_score);
  out.set_message(CutLine(test.message, kLine));
  out.set_cpu_us(Microseconds(test.cpu));
  out.set_wall_us(Microseconds(test.wall));
  out.set_memory_bytes(static_cast<int64_t>(test.memory_bytes));
  out.set_sample(test.sample);
  out.set_visibility(ToVisibility(test.visibility));
  out.set_done(static_cast<int32_t>(event.done));
  out.set_total(static_cast<int32_t>(std::max(event.done, event.total)));
}

void SetPart(const PartReport& part, pb::PartDone& out) {
  const Points points = Bounded(part.score, part.max_score);
  out.set_name(CutText(part.name, kName));
  out.set_verdict(Code(part.verdict));
  out.set_score(points.score);
  out.set_max_score(points.max_score);
}

void LeaveOut(grader::Excerpt& excerpt) {
  excerpt.text.clear();
  excerpt.text.shrink_to_fit();
}

// What can be missed of a report that is too long: first what the programs said, then all words.
void Shorten(Report& report, int step) {
  for (PartReport& part : report.parts) {
    for (TestReport& test : part.tests) {
      for (auto* excerpt : {&test.input, &test.expected, &test.actual, &test.errors}) {
        LeaveOut(*excerpt);
      }
      test.transcript.clear();
      if (step < 2) continue;
      test.message = CutLine(test.message, 80);
      test.feedback.clear();
      test.judge_feedback.clear();
      test.hints.clear();
    }
    if (step >= 2) part.judge_message = CutText(part.judge_message, kMessage);
  }
  report.compiler_output = CutText(report.compiler_output, kCompilerOutput);
  report.compiler_output_for_students =
      CutText(report.compiler_output_for_students, kCompilerOutput);
  if (step >= 2 && report.annotations.size() > 1000) report.annotations.resize(1000);
  if (step >= 3) {
    for (PartReport& part : report.parts) {
      if (part.tests.size() > 1000) part.tests.resize(1000);
    }
  }
}

pb::ReportBundle Bundle(const Report& report, const std::map<std::string, std::string>& sources,
                        bool page) {
  pb::ReportBundle bundle;
  for (const Viewer viewer : {Viewer::kStudentBeforeDue, Viewer::kStudentAfterDue,
                              Viewer::kStudentAfterPublished, Viewer::kInstructor}) {
    (*bundle.mutable_json_by_viewer())[std::string(grader::ViewerName(viewer))] =
        grader::ToJson(ShownReport(report, viewer));
  }
  if (page) {
    bundle.set_html_for_instructors(
        grader::ToHtml(ShownReport(report, Viewer::kInstructor), {.sources = sources}));
  }
  return bundle;
}

}  // namespace

pb::JobResult ToResult(const Report& report) {
  pb::JobResult result;
  result.set_verdict(Code(report.verdict));
  const Points points = Bounded(report.score, report.max_score);
  result.set_score(points.score);
  result.set_max_score(points.max_score);
  result.set_message(CutText(report.message, kMessage));
  const ShownReport student(report, Viewer::kStudentBeforeDue);
  result.set_student_message(CutText(student->message, kMessage));
  result.set_language(CutText(report.language, kName));
  result.set_backend(CutText(report.backend, kName));
  result.set_max_cpu_us(Microseconds(report.max_cpu));
  result.set_max_memory_bytes(static_cast<int64_t>(report.max_memory_bytes));
  result.set_elapsed_us(Microseconds(report.elapsed));
  int32_t passed = 0;
  int32_t total = 0;
  for (const PartReport& part : report.parts) {
    total += static_cast<int32_t>(part.tests.size());
    for (const TestReport& test : part.tests) passed += test.verdict == Verdict::kAccepted ? 1 : 0;
  }
  result.set_tests_passed(passed);
  result.set_tests_total(total);
  return result;
}

bool MachineFailed(const Report& report) {
  for (const PartReport& part : report.parts) {
    if (part.verdict != Verdict::kJudgeError) continue;
    if (part.machine_failed) return true;
    for (const TestReport& test : part.tests) {
      if (test.verdict == Verdict::kJudgeError && test.machine_failed) return true;
    }
  }
  return false;
}

std::string ReasonOf(const Report& report) {
  for (const PartReport& part : report.parts) {
    if (part.verdict != Verdict::kJudgeError) continue;
    for (const TestReport& test : part.tests) {
      if (!test.machine_failed) continue;
      return CutText(part.name + ", test " + test.name + ": " + test.message, kMessage);
    }
    return CutText(part.name + ": " + part.message, kMessage);
  }
  return CutText(report.message, kMessage);
}

std::string MakeBundle(Report report, const std::map<std::string, std::string>& sources,
                       size_t max_bytes) {
  std::string bytes = Bundle(report, sources, true).SerializeAsString();
  for (int step = 1; step <= 3 && bytes.size() > max_bytes; ++step) {
    Shorten(report, step);
    bytes = Bundle(report, sources, step < 3).SerializeAsString();
  }
  return bytes.size() <= max_bytes ? bytes : std::string();
}

pb::JobEvent ToJobEvent(const grader::Event& event) {
  pb::JobEvent out;
  switch (event.kind) {
    case grader::Event::Kind::kStarted:
      out.mutable_started()->set_total_tests(static_cast<int32_t>(event.total));
      break;
    case grader::Event::Kind::kCompiled:
      out.mutable_compiled()->set_ok(event.compiled);
      out.mutable_compiled()->set_output_for_students(
          CutText(event.report->compiler_output_for_students, kCompilerOutput));
      break;
    case grader::Event::Kind::kTest:
      SetTest(event, *out.mutable_test());
      break;
    case grader::Event::Kind::kPart:
      SetPart(*event.part, *out.mutable_part());
      break;
    case grader::Event::Kind::kFinished:
      break;
  }
  return out;
}

}  // namespace assay::judge
