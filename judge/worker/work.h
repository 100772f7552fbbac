#pragma once

#include <chrono>
#include <cstddef>

#include "grader/grade.h"
#include "judge/worker/job.h"
#include "judge/worker/package_cache.h"

namespace assay::judge {

struct WorkerJobsOptions {
  size_t max_events = 20'000;            // of one job; later tests are told in the report alone
  size_t max_report_bytes = 60U << 20U;  // of the 64 MiB that the judge takes
  std::chrono::seconds longest_verification{1800};
};

// Does what a JobSpec says: grades by a package or verifies it, runs a program, or sleeps. Borrows
// all that it is given. Thread-safe.
class WorkerJobs : public JobRunner {
 public:
  WorkerJobs(const grader::Grading& grading, PackageCache& packages, WorkerJobsOptions options = {})
      : grading_(grading), packages_(packages), options_(options) {}

  JobOutcome Run(const pb::JobSpec& spec, const JobContext& context) override;

 private:
  const grader::Grading& grading_;
  PackageCache& packages_;
  const WorkerJobsOptions options_;
};

// The kinds of work, each in a file of its own. Borrowed: everything.
JobOutcome Grade(const grader::Grading& grading, PackageCache& packages,
                 const WorkerJobsOptions& options, const pb::GradeWork& work,
                 const JobContext& context);
JobOutcome Verify(const grader::Grading& grading, PackageCache& packages,
                  const WorkerJobsOptions& options, const pb::GradeWork& work,
                  const JobContext& context);
JobOutcome RunProgram(const grader::Grading& grading, const pb::RunWork& work,
                      const JobContext& context);
JobOutcome SleepWork(const pb::NoopWork& work, const JobContext& context);

// The files as the sandbox takes them; their mode is 0644. kInvalidArgument, for who handed them
// in: a name that leaves the work folder or stands there twice, or more than 16 MiB or 4096 files.
Result<std::vector<sandbox::CollectedFile>> TakeFiles(
    const google::protobuf::RepeatedPtrField<pb::SourceFile>& files);

}  // namespace assay::judge
