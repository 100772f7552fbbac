// Packages that are verified: a job of a submission that counts nowhere, and its report.
#include <google/protobuf/util/json_util.h>

#include "common/sha256.h"
#include "judge/service/accept.h"
#include "judge/service/authoring.h"
#include "judge/service/convert.h"
#include "judge/service/viewer.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

Status CheckStaff(const v1::Caller& caller, const std::string& problem) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  if (IsStudent(caller)) return PermissionDenied("verifying packages is for staff");
  return CheckProblemId(problem);
}

const char* WordOf(v1::State state) {
  switch (state) {
    case v1::STATE_QUEUED:
      return "queued";
    case v1::STATE_RUNNING:
      return "running";
    case v1::STATE_DONE:
      return "done";
    case v1::STATE_FAILED:
      return "failed";
    default:
      return "cancelled";
  }
}

}  // namespace

Result<v1::StartVerificationResponse> Authoring::StartVerification(
    const v1::StartVerificationRequest& request, CallInfo& info) {
  const v1::Caller& caller = request.caller();
  ASSAY_RETURN_IF_ERROR(CheckStaff(caller, request.problem()));
  ASSAY_ASSIGN_OR_RETURN(const ProblemRecord problem,
                         core_.store.problems().Get(caller.tenant(), request.problem()));
  if (Status full = core_.queue.CheckRoom(JobClass::kBackground); !full.ok()) {
    info.retry_after = core_.queue.RetryAfter(JobClass::kBackground);
    return full;
  }
  ASSAY_ASSIGN_OR_RETURN(const VerificationStore::Limits limits, LimitsNow());
  v1::JobSpec spec;
  spec.set_tenant(problem.tenant);
  spec.set_course(problem.course);
  spec.mutable_grade()->set_package_sha256(problem.package);
  spec.mutable_grade()->set_problem(problem.id);
  // Of no problem: nothing takes it for somebody's work.
  NewSubmission s;
  s.id = NewId(std::chrono::system_clock::now());
  s.tenant = problem.tenant;
  s.course = problem.course;
  s.person = caller.person();
  s.job_class = JobClass::kBackground;
  s.request = Sha256Hex(Serialise(spec));
  ASSAY_RETURN_IF_ERROR(StorePayload(core_, spec, s));
  SubmissionStore::Inserted inserted;
  ASSAY_ASSIGN_OR_RETURN(
      const auto started,
      core_.store.verifications().Start(
          s.tenant, {s.id, problem.id, s.person, problem.version}, limits, [&]() -> Status {
            ASSAY_ASSIGN_OR_RETURN(inserted, core_.store.submissions().Insert(s));
            return OkStatus();
          }));
  if (started.created) {
    EnqueueInserted(core_, calls_, s, inserted.judgement);
    core_.logger.Info("a package is verified", {{"problem", problem.id},
                                                {"version", problem.version},
                                                {"person", s.person},
                                                {"submission", s.id}});
  }
  v1::StartVerificationResponse response;
  response.set_created(started.created);
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_verification(), Shown(s.tenant, started.verification));
  return response;
}

// One may hold a slot for half an hour, and jobs are not taken away from a worker for others that
// are more urgent: three quarters of the slots stay free of them, where there are four.
Result<VerificationStore::Limits> Authoring::LimitsNow() {
  VerificationStore::Limits limits = options_.verifications;
  ASSAY_ASSIGN_OR_RETURN(const std::vector<v1::Worker> workers, hub_.Workers());
  int slots = 0;
  for (const v1::Worker& worker : workers) slots += worker.connected() ? worker.slots() : 0;
  limits.of_all = std::max(limits.of_all, slots / 4);
  return limits;
}

Result<v1::Verification> Authoring::GetVerification(const v1::GetVerificationRequest& request) {
  const v1::Caller& caller = request.caller();
  ASSAY_RETURN_IF_ERROR(CheckStaff(caller, request.problem()));
  ASSAY_ASSIGN_OR_RETURN(const auto latest,
                         core_.store.verifications().Latest(caller.tenant(), request.problem()));
  return Shown(caller.tenant(), latest);
}

Result<v1::Verification> Authoring::Shown(const std::string& tenant,
                                          const VerificationStore::Verification& verification) {
  ASSAY_ASSIGN_OR_RETURN(const SubmissionRecord record,
                         core_.store.submissions().Get(tenant, verification.submission));
  const v1::Submission submission = judge::ToProto(record);
  v1::Verification shown;
  shown.set_id(submission.id());
  shown.set_problem(verification.problem);
  shown.set_version(verification.version);
  shown.set_started_by(verification.person);
  *shown.mutable_created_at() = submission.created_at();
  if (submission.has_finished_at()) *shown.mutable_finished_at() = submission.finished_at();
  shown.set_state(WordOf(submission.state()));
  shown.set_failure(submission.failure());
  if (record.state == JobState::kDone && !record.report.empty()) {
    ASSAY_ASSIGN_OR_RETURN(*shown.mutable_report(), ReportOf(record));
  }
  return shown;
}

Result<v1::VerificationReport> Authoring::ReportOf(const SubmissionRecord& record) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, core_.blobs.Get(record.tenant, record.report));
  v1::ReportBundle bundle;
  v1::VerificationReport report;
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // of a newer worker
  if (!bundle.ParseFromString(bytes) ||
      !google::protobuf::util::JsonStringToMessage(
           (*bundle.mutable_json_by_viewer())["verification"], &report, options)
           .ok()) {
    return DataLoss("what a verification found cannot be read; start it again");
  }
  return report;
}

}  // namespace assay::judge
