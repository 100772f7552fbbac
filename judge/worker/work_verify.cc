// A package is verified with what `assay verify` does, and told while it happens.
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "assay/judge/v1/authoring.pb.h"
#include "grader/verify/verify.h"
#include "judge/worker/grade_report.h"
#include "judge/worker/text.h"
#include "judge/worker/work.h"

namespace assay::judge {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr size_t kName = 512;
constexpr size_t kLine = 1024;
constexpr int kMaxFindings = 300;  // told and kept; the others are counted
constexpr int kMaxExamples = 300;
constexpr int kMaxReasons = 12;

int32_t Milliseconds(std::chrono::nanoseconds time) {
  constexpr int64_t kMost = 1'000'000'000;
  return static_cast<int32_t>(std::min(
      kMost, static_cast<int64_t>(std::chrono::duration_cast<milliseconds>(time).count())));
}

std::string Code(grader::Verdict verdict) { return std::string(grader::VerdictCode(verdict)); }

milliseconds SlowestTest(const grader::Report& report) {
  std::chrono::nanoseconds slowest{};
  for (const grader::PartReport& part : report.parts) {
    for (const grader::TestReport& test : part.tests) slowest = std::max(slowest, test.cpu);
  }
  return std::chrono::duration_cast<milliseconds>(slowest);
}

int32_t StepsOf(const grader::Package& package) {
  size_t steps = package.submissions.size();
  for (const grader::Part& part : package.parts) {
    const auto* io = std::get_if<grader::StandardIo>(&part.task);
    if (io != nullptr) steps += io->input_validators.size();
  }
  return static_cast<int32_t>(steps);
}

// Tells of each thing as it is found and keeps it for the end.
class Telling {
 public:
  Telling(const JobContext& context, int32_t total) : context_(context), total_(total) {
    pb::JobEvent event;
    event.mutable_started()->set_worker(context_.worker);
    event.mutable_started()->set_total_tests(total_);
    Send(std::move(event));
  }

  void Finding(const grader::Finding& finding) {
    using Severity = grader::Finding::Severity;
    const bool error = finding.severity == Severity::kError;
    if (error) report_.set_errors(report_.errors() + 1);
    if (finding.severity == Severity::kWarning) report_.set_warnings(report_.warnings() + 1);
    if (report_.findings_size() == kMaxFindings) return report_.set_cut(true);
    pb::VerificationFinding& kept = *report_.add_findings();
    kept.set_severity(std::string(grader::SeverityName(finding.severity)));
    kept.set_where(CutText(finding.where, kName));
    kept.set_what(CutText(finding.what, kLine));
    pb::TestDone test;
    test.set_group(kept.severity());
    test.set_message(kept.what());
    Tell("findings", kept.where(),
         error ? grader::Verdict::kWrongAnswer : grader::Verdict::kAccepted, std::move(test));
  }

  void Validator(const grader::PackageProgram& program, size_t refused, size_t inputs) {
    ++done_;
    pb::TestDone test;
    test.set_score(static_cast<double>(inputs - refused));
    test.set_max_score(static_cast<double>(inputs));
    Tell("validators", CutText(program.name, kName),
         refused == 0 ? grader::Verdict::kAccepted : grader::Verdict::kWrongAnswer,
         std::move(test));
  }

  void Example(const grader::VerifiedSubmission& run) {
    ++done_;
    if (report_.examples_size() == kMaxExamples) return report_.set_cut(true);
    pb::VerifiedExample& kept = *report_.add_examples();
    kept.set_name(CutText(run.label->name, kName));
    kept.set_expected(CutText(grader::ExpectedVerdicts(*run.label), kName));
    kept.set_verdict(Code(run.report.verdict));
    kept.set_agrees(run.check.agrees());
    for (const std::string& why : run.check.why) {
      if (kept.why_size() == kMaxReasons) break;
      kept.add_why(CutText(why, kLine));
    }
    kept.set_cpu_ms(Milliseconds(SlowestTest(run.report)));
    pb::TestDone test;
    test.set_title(kept.expected());
    test.set_score(kept.agrees() ? 1 : 0);
    test.set_max_score(1);
    if (kept.why_size() > 0) test.set_message(kept.why(0));
    Tell("examples", kept.name(), run.report.verdict, std::move(test));
  }

  pb::VerificationReport& report() { return report_; }

 private:
  void Tell(const char* part, const std::string& name, grader::Verdict verdict, pb::TestDone test) {
    test.set_part(part);
    test.set_name(name);
    test.set_verdict(Code(verdict));
    // Names of hidden tests stand in it.
    test.set_visibility(pb::TEST_VISIBILITY_HIDDEN);
    test.set_done(done_);
    test.set_total(std::max(done_, total_));
    pb::JobEvent event;
    *event.mutable_test() = std::move(test);
    Send(std::move(event));
  }
  void Send(pb::JobEvent event) {
    if (context_.events) context_.events(std::move(event));
  }

  const JobContext& context_;
  const int32_t total_;
  int32_t done_ = 0;
  pb::VerificationReport report_;
};

JobOutcome Conclude(pb::VerificationReport& report, grader::Verdict verdict,
                    const grader::Grading& grading, Clock::time_point begin) {
  report.set_ok(report.errors() == 0);
  JobOutcome outcome;
  outcome.kind = JobOutcome::Kind::kFinished;
  pb::JobResult& result = outcome.result;
  result.set_verdict(Code(verdict));
  result.set_score(report.ok() ? 1 : 0);
  result.set_max_score(1);
  result.set_message(std::to_string(report.errors()) + " errors, " +
                     std::to_string(report.warnings()) + " warnings");
  result.set_backend(std::string(grading.factory->name()));
  result.set_elapsed_us(
      std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count());
  result.set_tests_total(report.examples_size());
  result.set_tests_passed(
      static_cast<int32_t>(std::ranges::count_if(report.examples(), &pb::VerifiedExample::agrees)));
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(report, &json).ok())
    return JobOutcome::Failed(Internal("what a verification found cannot be written"));
  pb::ReportBundle bundle;
  (*bundle.mutable_json_by_viewer())["verification"] = std::move(json);
  outcome.report = bundle.SerializeAsString();
  return outcome;
}

}  // namespace

JobOutcome Verify(const grader::Grading& grading, PackageCache& packages,
                  const WorkerJobsOptions& options, const pb::GradeWork& work,
                  const JobContext& context) {
  const auto begin = Clock::now();
  const auto package = packages.Get(work.package_sha256(), context.fetch, context.stop);
  if (context.stop.stop_requested()) return JobOutcome::Cancelled();
  if (!package.ok()) {
    const Status why = package.status().Annotate("the package of " + work.problem());
    if (grader::IsMachineFault(why)) return JobOutcome::Failed(why);
    Telling telling(context, 0);
    telling.Finding({grader::Finding::Severity::kError, "the package", why.message()});
    return Conclude(telling.report(), grader::Verdict::kJudgeError, grading, begin);
  }
  Telling telling(context, StepsOf(**package));
  std::stop_source stop;
  const std::stop_callback forward(context.stop, [&stop] { stop.request_stop(); });
  const auto look_at_clock = [&] {
    if (Clock::now() - begin > options.longest_verification) stop.request_stop();
  };
  std::optional<std::string> machine_fault;
  grader::VerifyOptions verify;
  verify.grade.stop = stop.get_token();
  verify.grade.events = [&](const grader::Event&) { look_at_clock(); };
  verify.progress = [&](const std::string&, size_t, size_t) { look_at_clock(); };
  verify.finding = [&](const grader::Finding& finding) { telling.Finding(finding); };
  verify.validator = [&](const grader::PackageProgram& program, size_t refused, size_t inputs) {
    telling.Validator(program, refused, inputs);
  };
  verify.submission = [&](const grader::VerifiedSubmission& run) {
    telling.Example(run);
    if (!MachineFailed(run.report)) return;
    machine_fault = ReasonOf(run.report);
    stop.request_stop();
  };
  const grader::PackageVerification found = grader::VerifyPackage(grading, **package, verify);
  if (context.stop.stop_requested()) return JobOutcome::Cancelled();
  if (machine_fault) return JobOutcome::Failed(Internal(*machine_fault));
  pb::VerificationReport& report = telling.report();
  if (stop.stop_requested()) {
    report.set_cut(true);
    const auto minutes =
        std::chrono::duration_cast<std::chrono::minutes>(options.longest_verification).count();
    telling.Finding({grader::Finding::Severity::kError, "the package",
                     "verifying it took longer than " + std::to_string(minutes) +
                         " minutes, so the rest was not run; use fewer or smaller tests, or run "
                         "`assay verify` on your own machine"});
  }
  report.set_time_limit_ms(Milliseconds(found.time_limit));
  report.set_calibrated(found.calibrated);
  report.set_slowest_accepted_ms(Milliseconds(found.slowest_accepted));
  return Conclude(report,
                  report.errors() == 0 ? grader::Verdict::kAccepted : grader::Verdict::kWrongAnswer,
                  grading, begin);
}

}  // namespace assay::judge
