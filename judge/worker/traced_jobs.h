#pragma once

#include "common/trace/trace.h"
#include "judge/worker/job.h"

namespace assay::judge {

// Each job as a span of the trace of the request that made it. Borrows both. Thread-safe.
class TracedJobs : public JobRunner {
 public:
  TracedJobs(JobRunner& jobs, trace::Tracer& tracer) : jobs_(jobs), tracer_(tracer) {}

  JobOutcome Run(const pb::JobSpec& spec, const JobContext& context) override;

 private:
  JobRunner& jobs_;
  trace::Tracer& tracer_;
};

}  // namespace assay::judge
