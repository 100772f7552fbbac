#include <algorithm>
#include <map>
#include <utility>

#include "grader/grade.h"
#include "grader/program.h"
#include "grader/submission.h"
#include "judge/worker/grade_report.h"
#include "judge/worker/text.h"
#include "judge/worker/work.h"

namespace assay::judge {
namespace {

// Passes events on as long as there are not too many of them.
class Events {
 public:
  Events(const JobContext& context, std::string language, size_t max)
      : context_(context), language_(std::move(language)), left_(max) {}

  void operator()(const grader::Event& event) {
    pb::JobEvent out = ToJobEvent(event);
    if (out.event_case() == pb::JobEvent::EVENT_NOT_SET || !context_.events) return;
    if (out.has_started()) {
      out.mutable_started()->set_worker(context_.worker);
      out.mutable_started()->set_language(language_);
    }
    if (out.has_test() && left_ == 0) return;
    left_ -= out.has_test() ? 1 : 0;
    context_.events(std::move(out));
  }

 private:
  const JobContext& context_;
  const std::string language_;
  size_t left_;
};

// For the first event: what the files look like before anything was compiled.
std::string LanguageTitle(const grader::Grading& grading, const grader::Submission& submission) {
  const auto language =
      grader::FindLanguage(*grading.languages, submission.language, submission.files);
  return language.ok() ? (*language)->title : submission.language;
}

// Files that cannot even be put into a work folder, or a language that there is not: the
// submission's fault, said like a compiler's.
grader::Report Refused(const grader::Grading& grading, const grader::Package& package,
                       const Status& why) {
  grader::Report report;
  report.package = package.id;
  report.package_format = package.format;
  report.backend = std::string(grading.factory->name());
  report.verdict = grader::Verdict::kCompileError;
  report.message = why.message();
  report.compiler_output = report.compiler_output_for_students = why.message();
  for (const grader::Part& part : package.parts) {
    grader::PartReport out;
    out.name = part.name;
    out.title = part.title;
    out.verdict = grader::Verdict::kCompileError;
    out.max_score = part.points.value_or(1);
    out.message = why.message();
    report.max_score += out.max_score;
    report.parts.push_back(std::move(out));
  }
  return report;
}

// The package's fault, found before there was anything to grade.
grader::Report Unreadable(const grader::Grading& grading, const pb::GradeWork& work,
                          const Status& why) {
  grader::Report report;
  report.package = work.problem();
  report.backend = std::string(grading.factory->name());
  report.verdict = grader::Verdict::kJudgeError;
  report.message = why.message();
  return report;
}

Status CheckLanguage(const grader::Grading& grading, const pb::GradeWork& work) {
  if (work.language().empty()) return OkStatus();
  return grading.languages->ByName(work.language()).status();
}

JobOutcome Conclude(grader::Report report, const grader::Submission& submission,
                    const WorkerJobsOptions& options, const JobContext& context) {
  if (context.stop.stop_requested()) return JobOutcome::Cancelled();
  // A judge error of the package's is a result: whoever looks after the package needs the report,
  // and no other machine would do better.
  if (MachineFailed(report)) return JobOutcome::Failed(Internal(ReasonOf(report)));
  std::map<std::string, std::string> sources;
  for (const auto& file : submission.files) sources[file.path] = file.data;
  JobOutcome outcome;
  outcome.kind = JobOutcome::Kind::kFinished;
  outcome.result = ToResult(report);
  outcome.report = MakeBundle(std::move(report), sources, options.max_report_bytes);
  return outcome;
}

}  // namespace

JobOutcome Grade(const grader::Grading& grading, PackageCache& packages,
                 const WorkerJobsOptions& options, const pb::GradeWork& work,
                 const JobContext& context) {
  auto package = packages.Get(work.package_sha256(), context.fetch, context.stop);
  if (context.stop.stop_requested()) return JobOutcome::Cancelled();
  grader::Submission submission;
  if (!package.ok()) {
    const Status why = std::move(package).status().Annotate("the package of " + work.problem());
    if (grader::IsMachineFault(why)) return JobOutcome::Failed(why);
    return Conclude(Unreadable(grading, work, why), submission, options, context);
  }
  submission.language = work.language();
  submission.entry = work.entry();
  auto files = TakeFiles(work.files());
  grader::Report report;
  if (const Status known = CheckLanguage(grading, work); !known.ok()) {
    report = Refused(grading, **package, known);
  } else if (!files.ok()) {
    report = Refused(grading, **package, files.status());
  } else {
    submission.files = *std::move(files);
    submission.name = submission.files.empty() ? "" : submission.files.front().path;
    Events events(context, LanguageTitle(grading, submission), options.max_events);
    grader::GradeOptions grade;
    grade.attempt = std::max(1, work.attempt_number());
    grade.stop_at_first = work.stop_at_first();
    grade.stop = context.stop;
    grade.events = [&events](const grader::Event& event) { events(event); };
    report = grader::GradeSubmission(grading, **package, submission, grade);
  }
  if (!work.problem().empty()) report.package = work.problem();
  return Conclude(std::move(report), submission, options, context);
}

}  // namespace assay::judge
