#include "grader/grade.h"

#include <algorithm>
#include <ctime>
#include <variant>

#include "grader/analysis/analysis.h"
#include "grader/formats/gradescope/autograder.h"
#include "grader/grade_io.h"
#include "grader/unit_tests/unit_tests.h"

namespace assay::grader {
namespace {

std::string Now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  ::gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

// One part by the kind of its task.
class PartGrader {
 public:
  PartGrader(const Grading& grading, const Package& package, const Submission& submission,
             Report& report, const GradeOptions& options, Progress& progress)
      : grading_(grading),
        package_(package),
        submission_(submission),
        report_(report),
        options_(options),
        progress_(progress) {}

  PartReport Grade(const Part& part) {
    Result<PartReport> graded =
        std::visit([&](const auto& task) { return GradeTask(part, task); }, part.task);
    PartReport out;
    if (graded.ok()) {
      out = *std::move(graded);
    } else {
      out.machine_failed = IsMachineFault(graded.status());
      out.message = std::move(graded).status().message();
      out.max_score = part.points.value_or(1);
    }
    out.name = part.name;
    out.title = part.title;
    return out;
  }

 private:
  Result<PartReport> GradeTask(const Part& part, const StandardIo& task) {
    return GradeStandardIo(grading_, package_, part, task, submission_, report_, options_,
                           progress_);
  }
  Result<PartReport> GradeTask(const Part& part, const UnitTests& task) {
    return GradeUnitTests(grading_, package_, part, task, submission_, report_, options_);
  }
  Result<PartReport> GradeTask(const Part& part, const Style& task) {
    return GradeStyle(grading_, package_, part, task, submission_, report_, options_);
  }
  Result<PartReport> GradeTask(const Part& part, const Constructs& task) {
    return GradeConstructs(grading_, package_, part, task, submission_, report_, options_);
  }
  Result<PartReport> GradeTask(const Part& part, const Growth& task) {
    return GradeGrowth(grading_, package_, part, task, submission_, report_, options_);
  }
  Result<PartReport> GradeTask(const Part& part, const Autograder& task) {
    return GradeAutograder(grading_, package_, part, task, submission_, report_, options_);
  }

  const Grading& grading_;
  const Package& package_;
  const Submission& submission_;
  Report& report_;
  const GradeOptions& options_;
  Progress& progress_;
};

// The whole by its parts: the first that is not accepted decides, a fault of ours before it.
void Conclude(Report& report) {
  report.verdict = report.parts.empty() ? Verdict::kJudgeError : Verdict::kAccepted;
  if (report.parts.empty()) report.message = "the package has no part to grade";
  for (const PartReport& part : report.parts) {
    report.score += part.score;
    report.max_score += part.max_score;
    const bool worse =
        report.verdict == Verdict::kAccepted ||
        (part.verdict == Verdict::kJudgeError && report.verdict != Verdict::kJudgeError);
    if (part.verdict == Verdict::kAccepted || !worse) continue;
    report.verdict = part.verdict;
    report.message = part.message;
    if (report.parts.size() > 1) report.message = part.name + ": " + report.message;
  }
}

}  // namespace

Report GradeSubmission(const Grading& grading, const Package& package, const Submission& submission,
                       const GradeOptions& options) {
  const auto start = std::chrono::steady_clock::now();
  Report report;
  report.package = package.id;
  report.package_format = package.format;
  report.submission = submission.name;
  report.backend = std::string(grading.factory->name());
  report.started_at = Now();
  Progress progress;
  for (const Part& part : package.parts) {
    const auto* io = std::get_if<StandardIo>(&part.task);
    progress.total += io != nullptr ? CountTests(*io) : 1;
  }
  const auto emit = [&](Event::Kind kind, const PartReport* part) {
    if (!options.events) return;
    Event event;
    event.kind = kind;
    event.report = &report;
    event.part = part;
    event.done = progress.done;
    event.total = progress.total;
    options.events(event);
  };
  emit(Event::Kind::kStarted, nullptr);
  PartGrader grader(grading, package, submission, report, options, progress);
  for (const Part& part : package.parts) {
    report.parts.push_back(grader.Grade(part));
    if (!std::holds_alternative<StandardIo>(part.task)) ++progress.done;
    emit(Event::Kind::kPart, &report.parts.back());
  }
  Conclude(report);
  report.elapsed = std::chrono::steady_clock::now() - start;
  emit(Event::Kind::kFinished, nullptr);
  return report;
}

}  // namespace assay::grader
