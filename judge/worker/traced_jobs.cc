#include "judge/worker/traced_jobs.h"

namespace assay::judge {
namespace {

const char* NameOf(const pb::JobSpec& spec) {
  switch (spec.work_case()) {
    case pb::JobSpec::kGrade:
      return "grade";
    case pb::JobSpec::kRun:
      return "run";
    default:
      return "noop";
  }
}

}  // namespace

JobOutcome TracedJobs::Run(const pb::JobSpec& spec, const JobContext& context) {
  const auto parent = trace::SpanContext::Parse(spec.traceparent());
  trace::Span span =
      tracer_.Start(NameOf(spec), parent.value_or(trace::SpanContext()), trace::Kind::kConsumer);
  JobOutcome outcome = jobs_.Run(spec, context);
  if (outcome.kind == JobOutcome::Kind::kFailed) span.Fail(Internal(outcome.reason));
  if (outcome.kind == JobOutcome::Kind::kFinished) {
    span.Set("assay.verdict", outcome.result.verdict());
    span.Set("assay.language", outcome.result.language());
  }
  return outcome;
}

}  // namespace assay::judge
