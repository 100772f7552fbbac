#include "grader/unit_tests/unit_tests.h"

#include <algorithm>

#include "grader/part_report.h"
#include "grader/program.h"
#include "grader/student_output.h"
#include "grader/text.h"
#include "grader/unit_tests/result_text.h"
#include "grader/unit_tests/rows.h"
#include "grader/unit_tests/student_tests.h"
#include "grader/unit_tests/suite.h"

namespace assay::grader {
namespace {

std::string List(const std::vector<std::string>& items, size_t most) {
  std::string text;
  for (size_t i = 0; i < items.size() && i < most; ++i)
    text += (text.empty() ? "" : "; ") + items[i];
  if (items.size() > most) text += "; and " + std::to_string(items.size() - most) + " more";
  return text;
}

void Announce(const Report& report, const PartReport& part, const GradeOptions& options) {
  if (!options.events) return;
  Event event;
  event.kind = Event::Kind::kTest;
  event.report = &report;
  event.part = &part;
  event.total = part.tests.size();
  for (const TestReport& test : part.tests) {
    event.test = &test;
    ++event.done;
    options.events(event);
  }
}

Status GradeInto(const Grading& grading, const Part& part, const UnitTests& unit,
                 const Submission& submission, Report& report, const GradeOptions& options,
                 PartReport& out) {
  const auto* language = LanguageOfPart(*grading.languages, part, submission, out);
  if (language == nullptr) return OkStatus();
  if (unit.reference) {
    return GradeStudentTests(grading, part, unit, *language, submission, report, options, out);
  }
  ASSAY_ASSIGN_OR_RETURN(const SuitePlan plan, PlanSuite(grading, part, unit, *language));
  ASSAY_ASSIGN_OR_RETURN(const SuiteRun run, RunSuite(grading, plan, submission.files, options));
  if (report.language.empty()) report.language = language->title;
  SetCompilerOutput(run.compiler_output, submission.files, plan.suite, report);
  report.compiled_from_cache = report.compiled_from_cache || run.from_cache;
  report.max_cpu = std::max<std::chrono::nanoseconds>(report.max_cpu, run.outcome.cpu);
  report.max_memory_bytes = std::max(report.max_memory_bytes, run.outcome.peak_memory_bytes);

  out.verdict = run.verdict;
  out.message = run.message;
  if (run.verdict != Verdict::kAccepted && !run.outcome.err.empty()) {
    out.message += ": " + OneLine(run.outcome.err);
  }
  const bool believed = run.verdict == Verdict::kAccepted;
  ScoreRows({.language = language->name,
             .expected = &plan.expected,
             .skipped = &plan.skipped,
             .part = &part,
             .unit = &unit,
             .attempt = options.attempt,
             .believed = believed,
             .verdict = run.verdict},
            run.results, out);
  if (!believed) out.score = 0;
  if (believed && out.tests.empty()) {
    return InvalidArgument("the suite holds no test" +
                           (plan.framework.empty() ? "" : " of " + plan.framework));
  }
  if (!run.refused.empty()) {
    out.message += (out.message.empty() ? "" : "; ") + std::string("left out of the submission: ") +
                   ValidUtf8(List(run.refused, 4));
  }
  return OkStatus();
}

}  // namespace

PartReport GradeUnitTests(const Grading& grading, const Package&, const Part& part,
                          const UnitTests& unit, const Submission& submission, Report& report,
                          const GradeOptions& options) {
  PartReport out = BeginPart(part);
  out.verdict = Verdict::kAccepted;
  const Status status = GradeInto(grading, part, unit, submission, report, options, out);
  if (!status.ok()) EndWithFault(status, out);
  Announce(report, out, options);
  return out;
}

}  // namespace assay::grader
