#include "common/sha256.h"
#include "grader/verdict.h"
#include "judge/service/accept.h"
#include "judge/service/calls.h"
#include "judge/service/convert.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

constexpr size_t kMaxKey = 200;
constexpr size_t kMaxUrl = 2000;
constexpr size_t kMaxArchive = size_t{10} << 20U;
constexpr size_t kMaxClientData = 8192;
constexpr int64_t kMaxBusyUs = 600'000'000;

// What makes two requests the same, whoever carries them.
std::string DigestOf(const v1::SubmitRequest& request) {
  v1::SubmitRequest same = request;
  same.clear_traceparent();
  same.clear_idempotency_key();
  same.clear_edits();
  same.mutable_caller()->clear_staff();
  return Sha256Hex(Serialise(same));
}

Status CheckText(const char* what, const std::string& text, size_t max) {
  if (text.size() <= max && text.find('\0') == std::string::npos) return OkStatus();
  return InvalidArgument(std::string(what) + ": at most " + std::to_string(max) +
                         " bytes, without NUL");
}

Status CheckLimits(const v1::RunLimits& l) {
  if (l.cpu_ms() < 0 || l.wall_ms() < 0 || l.memory_bytes() < 0 || l.stack_bytes() < 0 ||
      l.file_bytes() < 0 || l.processes() < 0 || l.output_bytes() < 0) {
    return InvalidArgument("run.limits: no limit is below 0");
  }
  return OkStatus();
}

Status CheckEdits(const v1::EditHistory& edits) {
  if (edits.span_ms() < 0 || edits.active_ms() < 0 || edits.typed() < 0 || edits.pasted() < 0 ||
      edits.pastes() < 0 || edits.largest_paste() < 0) {
    return InvalidArgument("edits: nothing is below 0");
  }
  if (edits.active_ms() > edits.span_ms() || edits.largest_paste() > edits.pasted())
    return InvalidArgument("edits: a part is larger than the whole");
  return OkStatus();
}

Status CheckWork(const v1::SubmitRequest& request, size_t max_bytes) {
  switch (request.work_case()) {
    case v1::SubmitRequest::kProblem:
      ASSAY_RETURN_IF_ERROR(CheckProblemId(request.problem()));
      if (request.files().empty()) return InvalidArgument("files: a submission has at least one");
      return CheckFiles(request.files(), max_bytes);
    case v1::SubmitRequest::kRun:
      if (request.run().files().empty() && request.run().archive().empty()) {
        return InvalidArgument("run.files: there are none");
      }
      if (request.run().archive().size() > kMaxArchive) {
        return InvalidArgument("run.archive: more than 10 MiB");
      }
      if (request.run().client_data().size() > kMaxClientData) {
        return InvalidArgument("run.client_data: more than 8 KiB");
      }
      if (request.run().number_of_runs() < 0 || request.run().number_of_runs() > 100) {
        return InvalidArgument("run.number_of_runs: 0 to 100");
      }
      if (request.run().stdin().size() + request.run().expected_output().size() > max_bytes) {
        return InvalidArgument("run: standard input and expected output have too many bytes");
      }
      ASSAY_RETURN_IF_ERROR(CheckLimits(request.run().limits()));
      if (request.run().files().empty()) return OkStatus();
      return CheckFiles(request.run().files(), max_bytes);
    case v1::SubmitRequest::kNoop:
      if (request.noop().busy_us() < 0 || request.noop().busy_us() > kMaxBusyUs) {
        return InvalidArgument("noop.busy_us: 0 to ten minutes");
      }
      if (!request.noop().verdict().empty() && !grader::ParseVerdict(request.noop().verdict())) {
        return InvalidArgument("noop.verdict: no such verdict");
      }
      return OkStatus();
    default:
      return InvalidArgument("work: one of problem, run and noop");
  }
}

Status CheckRequest(const v1::SubmitRequest& request, size_t max_bytes) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(request.caller()));
  ASSAY_RETURN_IF_ERROR(CheckCourse(request.course()));
  ASSAY_RETURN_IF_ERROR(CheckText("idempotency_key", request.idempotency_key(), kMaxKey));
  ASSAY_RETURN_IF_ERROR(CheckText("callback_url", request.callback_url(), kMaxUrl));
  ASSAY_RETURN_IF_ERROR(CheckText("language", request.language(), 100));
  ASSAY_RETURN_IF_ERROR(CheckText("entry", request.entry(), 255));
  ASSAY_RETURN_IF_ERROR(CheckText("traceparent", request.traceparent(), 200));
  if (!v1::Class_IsValid(request.class_())) return InvalidArgument("class: no such class");
  ASSAY_RETURN_IF_ERROR(CheckEdits(request.edits()));
  return CheckWork(request, max_bytes);
}

}  // namespace

Result<v1::JobSpec> Calls::MakeSpec(const v1::SubmitRequest& request, NewSubmission& s) {
  v1::JobSpec spec;
  spec.set_tenant(s.tenant);
  spec.set_traceparent(request.traceparent());
  if (request.has_run()) {
    *spec.mutable_run() = request.run();
    s.language = request.run().language();
  } else if (request.has_noop()) {
    *spec.mutable_noop() = request.noop();
  } else {
    ASSAY_ASSIGN_OR_RETURN(const ProblemRecord problem,
                           core_.store.problems().Get(s.tenant, request.problem()));
    s.problem = problem.id;
    s.problem_version = problem.version;
    if (s.course.empty()) s.course = problem.course;
    v1::GradeWork& grade = *spec.mutable_grade();
    grade.set_package_sha256(problem.package);
    grade.set_problem(problem.id);
    *grade.mutable_files() = request.files();
    grade.set_language(request.language());
    grade.set_entry(request.entry());
    grade.set_stop_at_first(request.stop_at_first());
    if (request.has_edits()) *grade.mutable_edits() = request.edits();
    if (!s.person.empty()) {
      ASSAY_ASSIGN_OR_RETURN(const int before,
                             core_.store.submissions().CountOf(s.tenant, s.person, s.problem));
      grade.set_attempt_number(before + 1);
    }
  }
  spec.set_course(s.course);
  return spec;
}

Result<v1::SubmitResponse> Calls::Known(const SubmissionStore::Inserted& inserted,
                                        const v1::SubmitRequest& request) {
  if (inserted.conflict) {
    return Status(StatusCode::kAlreadyExists,
                  "this idempotency key stands for another submission (" + inserted.id + ")");
  }
  ASSAY_ASSIGN_OR_RETURN(const SubmissionRecord record,
                         core_.store.submissions().Get(request.caller().tenant(), inserted.id));
  v1::SubmitResponse response;
  ASSAY_ASSIGN_OR_RETURN(*response.mutable_submission(), Shown(record, request.caller()));
  return response;
}

// Blob, row, job: whatever a crash leaves of that order harms nobody, and once the row is there the
// submission is never lost (FindUnqueued).
Result<v1::SubmitResponse> Calls::Submit(const v1::SubmitRequest& request, CallInfo& info) {
  ASSAY_RETURN_IF_ERROR(CheckRequest(request, options_.max_source_bytes));
  if (!request.callback_url().empty() && core_.check_callback) {
    const Status callback = core_.check_callback(request.callback_url());
    if (!callback.ok()) return InvalidArgument(callback.message());
  }
  NewSubmission s;
  s.id = NewId(std::chrono::system_clock::now());
  s.tenant = request.caller().tenant();
  s.course = request.course();
  s.person = request.caller().person();
  s.language = request.language();
  s.job_class = static_cast<JobClass>(request.class_());
  s.idempotency_key = request.idempotency_key();
  s.callback_url = request.callback_url();
  s.request = DigestOf(request);
  ASSAY_ASSIGN_OR_RETURN(const auto known, core_.store.submissions().FindKey(s));
  if (known) return Known(*known, request);
  if (Status full = core_.queue.CheckRoom(s.job_class); !full.ok()) {
    info.retry_after = core_.queue.RetryAfter(s.job_class);
    return full;
  }
  ASSAY_ASSIGN_OR_RETURN(const v1::JobSpec spec, MakeSpec(request, s));
  ASSAY_RETURN_IF_ERROR(StorePayload(core_, spec, s));
  ASSAY_ASSIGN_OR_RETURN(const auto inserted, core_.store.submissions().Insert(s));
  if (!inserted.created) return Known(inserted, request);

  v1::SubmitResponse response;
  response.set_created(true);
  *response.mutable_submission() = EnqueueInserted(core_, *this, s, inserted.judgement);
  return response;
}

Status Calls::Enqueue(std::span<const Unqueued> judgements) {
  std::vector<NewJob> jobs;
  for (const Unqueued& judgement : judgements) {
    NewJob job;
    job.job_class = judgement.rejudge ? JobClass::kBackground : judgement.job_class;
    job.course = CourseKey(judgement.tenant, judgement.course);
    job.idempotency_key = std::to_string(judgement.judgement);
    job.payload = judgement.payload;
    job.max_attempts = options_.max_attempts;
    jobs.push_back(std::move(job));
  }
  ASSAY_ASSIGN_OR_RETURN(const auto enqueued, core_.queue.EnqueueAdmitted(jobs));
  std::vector<std::pair<int64_t, int64_t>> notes;
  for (size_t i = 0; i < judgements.size(); ++i) {
    notes.emplace_back(judgements[i].judgement, enqueued.at(i).id);
  }
  KeepNotes(notes);
  return OkStatus();
}

Result<std::string> Calls::MakePayload(const Unqueued& judgement) {
  if (judgement.package.empty()) return NotFound("the version of the problem is gone");
  ASSAY_ASSIGN_OR_RETURN(const auto bytes,
                         core_.specs.Get(judgement.tenant, judgement.previous_payload));
  v1::JobSpec spec;
  if (!spec.ParseFromString(*bytes) || !spec.has_grade())
    return DataLoss("no JobSpec of a problem");
  spec.mutable_grade()->set_package_sha256(judgement.package);
  spec.clear_traceparent();
  ASSAY_ASSIGN_OR_RETURN(std::string payload, core_.blobs.Put(judgement.tenant, Serialise(spec)));
  ASSAY_RETURN_IF_ERROR(core_.store.submissions().SetPayload(judgement.judgement, payload));
  return payload;
}

std::vector<std::pair<int64_t, int64_t>> Calls::TakeNotes() {
  const std::lock_guard lock(notes_mutex_);
  return std::exchange(notes_, {});
}

void Calls::KeepNotes(const std::vector<std::pair<int64_t, int64_t>>& notes) {
  // Beyond that the upkeep finds them in the database.
  constexpr size_t kMaxNotes = 100'000;
  const std::lock_guard lock(notes_mutex_);
  if (notes_.size() < kMaxNotes) notes_.insert(notes_.end(), notes.begin(), notes.end());
}

}  // namespace assay::judge
