#include "judge/worker/work.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <set>
#include <utility>

#include "judge/worker/text.h"
#include "sandbox/work_folder.h"

namespace assay::judge {
namespace {

constexpr uint64_t kMaxSourceBytes = 16ULL << 20U;  // as grader::LoadSubmission
constexpr int kMaxFiles = 4096;
constexpr std::chrono::milliseconds kRetry{1000};
constexpr std::chrono::microseconds kLongestSleep = std::chrono::hours(1);

}  // namespace

JobOutcome JobOutcome::Failed(const Status& status) {
  JobOutcome outcome;
  outcome.kind = Kind::kFailed;
  outcome.reason = CutText(status.ToString(), 4096);
  outcome.retry_after = kRetry;
  return outcome;
}

JobOutcome JobOutcome::Cancelled() {
  JobOutcome outcome;
  outcome.kind = Kind::kCancelled;
  return outcome;
}

Result<std::vector<sandbox::CollectedFile>> TakeFiles(
    const google::protobuf::RepeatedPtrField<pb::SourceFile>& files) {
  if (files.size() > kMaxFiles) {
    return InvalidArgument(std::to_string(files.size()) + " files; at most " +
                           std::to_string(kMaxFiles) + " may be handed in");
  }
  std::vector<sandbox::CollectedFile> taken;
  std::set<std::string_view> names;
  uint64_t bytes = 0;
  for (const pb::SourceFile& file : files) {
    if (!sandbox::CheckRelativePath(file.path()).ok()) {
      return InvalidArgument("\"" + CutText(file.path(), 100) +
                             "\" is no name of a file below the work folder");
    }
    if (!names.insert(file.path()).second) {
      return InvalidArgument("\"" + CutText(file.path(), 100) + "\" was handed in twice");
    }
    bytes += file.data().size();
    if (bytes > kMaxSourceBytes) {
      return InvalidArgument("the files are more than " + std::to_string(kMaxSourceBytes >> 20U) +
                             " MiB together");
    }
    taken.push_back({file.path(), file.data(), 0644});
  }
  return taken;
}

JobOutcome SleepWork(const pb::NoopWork& work, const JobContext& context) {
  const auto time = std::clamp(std::chrono::microseconds(work.busy_us()),
                               std::chrono::microseconds(0), kLongestSleep);
  if (time.count() > 0) {
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, context.stop, time, [] { return false; });
  }
  if (context.stop.stop_requested()) return JobOutcome::Cancelled();
  JobOutcome outcome;
  outcome.kind = JobOutcome::Kind::kFinished;
  outcome.result.set_verdict(work.verdict().empty() ? "AC" : CutText(work.verdict(), 16));
  outcome.result.set_score(work.verdict().empty() || work.verdict() == "AC" ? 1 : 0);
  outcome.result.set_max_score(1);
  outcome.result.set_elapsed_us(time.count());
  return outcome;
}

JobOutcome WorkerJobs::Run(const pb::JobSpec& spec, const JobContext& context) {
  // So that the tests of others' submissions do not spread to it. A machine may have more slots
  // than processors: then there is none left to hold.
  const auto processor =
      grading_.spare && !spec.has_noop() ? grading_.spare() : std::shared_ptr<void>();
  switch (spec.work_case()) {
    case pb::JobSpec::kGrade:
      return spec.grade().files().empty()
                 ? Verify(grading_, packages_, options_, spec.grade(), context)
                 : Grade(grading_, packages_, options_, spec.grade(), context);
    case pb::JobSpec::kRun:
      return RunProgram(grading_, spec.run(), context);
    case pb::JobSpec::kNoop:
      return SleepWork(spec.noop(), context);
    case pb::JobSpec::WORK_NOT_SET:
      break;
  }
  return JobOutcome::Failed(
      Status(StatusCode::kUnimplemented, "a kind of work that this worker does not know"));
}

}  // namespace assay::judge
