#include <algorithm>
#include <map>

#include "judge/service/calls.h"
#include "judge/service/convert.h"
#include "judge/service/problem_upload.h"
#include "judge/store/ids.h"

namespace assay::judge {
namespace {

Result<int64_t> PageSize(int asked) {
  constexpr int kDefault = 50;
  constexpr int kMost = 200;
  if (asked < 0 || asked > kMost) {
    return InvalidArgument("page_size: 1 to 200; 0 is 50");
  }
  return int64_t{asked == 0 ? kDefault : asked};
}

Result<v1::ReportBundle> ParseBundle(const std::string& bytes) {
  v1::ReportBundle bundle;
  if (!bundle.ParseFromString(bytes)) return DataLoss("the stored report is none");
  return bundle;
}

}  // namespace

Result<SubmissionRecord> Calls::Find(const v1::Caller& caller, const std::string& id) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(caller));
  ASSAY_ASSIGN_OR_RETURN(SubmissionRecord record,
                         core_.store.submissions().Get(caller.tenant(), id));
  // The same words as for one that is not there: its existence is nobody's business.
  if (IsStudent(caller) && record.person != caller.person()) return NotFound("no submission " + id);
  return record;
}

Result<v1::Submission> Calls::Shown(const SubmissionRecord& record,
                                    const v1::Caller& caller) const {
  ASSAY_ASSIGN_OR_RETURN(const Viewer viewer, ViewerOf(caller, ""));
  v1::Submission s = ToProto(record);
  if (record.state == JobState::kWaiting && record.job > 0) {
    s.set_queue_position(core_.queue.Position(record.job, record.job_class));
  }
  Show(viewer, s);
  return s;
}

Result<v1::Submission> Calls::GetSubmission(const v1::GetSubmissionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const SubmissionRecord record, Find(request.caller(), request.id()));
  return Shown(record, request.caller());
}

Result<v1::ListSubmissionsResponse> Calls::ListSubmissions(
    const v1::ListSubmissionsRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(request.caller()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t size, PageSize(request.page_size()));
  ASSAY_ASSIGN_OR_RETURN(SubmissionQuery query,
                         QueryOf(request.caller().tenant(), request.filter()));
  if (!request.page_token().empty() && !IsId(request.page_token())) {
    return InvalidArgument("page_token: not one that a page gave");
  }
  v1::ListSubmissionsResponse response;
  if (IsStudent(request.caller())) {
    if (!query.person.empty() && query.person != request.caller().person()) return response;
    query.person = request.caller().person();
  }
  ASSAY_ASSIGN_OR_RETURN(auto records,
                         core_.store.submissions().List(query, request.page_token(), size + 1));
  if (records.size() > static_cast<size_t>(size)) {
    records.pop_back();
    response.set_next_page_token(records.back().id);
  }
  for (const SubmissionRecord& record : records) {
    ASSAY_ASSIGN_OR_RETURN(*response.add_submissions(), Shown(record, request.caller()));
  }
  return response;
}

Result<v1::GetReportResponse> Calls::GetReport(const v1::GetReportRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Viewer viewer, ViewerOf(request.caller(), request.viewer()));
  ASSAY_ASSIGN_OR_RETURN(const SubmissionRecord record, Find(request.caller(), request.id()));
  if (record.state < JobState::kDone) {
    return FailedPrecondition("submission " + record.id + " is not graded yet");
  }
  if (record.report.empty()) return NotFound("submission " + record.id + " has no report");
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, core_.blobs.Get(record.tenant, record.report));
  ASSAY_ASSIGN_OR_RETURN(v1::ReportBundle bundle, ParseBundle(bytes));
  v1::GetReportResponse response;
  if (request.format() == "run") {
    if (!bundle.has_run()) return NotFound("submission " + record.id + " is no run");
    response.set_media_type("application/x-protobuf");
    *response.mutable_run() = std::move(*bundle.mutable_run());
  } else if (request.format() == "html") {
    if (viewer != Viewer::kInstructor) {
      return PermissionDenied("the report as HTML is for instructors");
    }
    response.set_media_type("text/html; charset=utf-8");
    response.set_data(bundle.html_for_instructors());
  } else if (request.format().empty() || request.format() == "json") {
    const auto found = bundle.json_by_viewer().find(std::string(grader::ViewerName(viewer)));
    if (found == bundle.json_by_viewer().end()) {
      return NotFound("submission " + record.id + " has no report for this viewer");
    }
    response.set_media_type("application/json");
    response.set_data(found->second);
  } else {
    return InvalidArgument("format: one of json, html and run");
  }
  return response;
}

Result<v1::GetSourceResponse> Calls::GetSource(const v1::GetSubmissionRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const SubmissionRecord record, Find(request.caller(), request.id()));
  ASSAY_ASSIGN_OR_RETURN(const auto bytes, core_.specs.Get(record.tenant, record.payload));
  v1::JobSpec spec;
  if (!spec.ParseFromString(*bytes)) return DataLoss("what was handed in cannot be read");
  v1::GetSourceResponse response;
  if (spec.has_grade()) {
    v1::GradeWork& grade = *spec.mutable_grade();
    *response.mutable_files() = std::move(*grade.mutable_files());
    if (grade.has_edits()) *response.mutable_edits() = grade.edits();
  }
  if (spec.has_run()) *response.mutable_run() = std::move(*spec.mutable_run());
  return response;
}

Result<v1::Submission> Calls::Cancel(const v1::CancelRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(SubmissionRecord record, Find(request.caller(), request.id()));
  if (record.state >= JobState::kDone) return Shown(record, request.caller());
  if (record.job == 0) {  // inserted a moment ago, or by a judge that died then
    const Unqueued judgement = {record.judgement,
                                record.id,
                                record.tenant,
                                record.course,
                                record.payload,
                                record.job_class,
                                false,
                                "",
                                ""};
    ASSAY_RETURN_IF_ERROR(Enqueue(std::span(&judgement, 1)));
    ASSAY_ASSIGN_OR_RETURN(record, Find(request.caller(), request.id()));
  }
  ASSAY_ASSIGN_OR_RETURN(const bool ended, core_.queue.Cancel(record.job));
  ASSAY_ASSIGN_OR_RETURN(record, Find(request.caller(), request.id()));
  if (ended) {
    hub_.JobCancelled(record.job);
    const v1::Submission submission = ToProto(record);
    core_.events.Publish(record.id, CourseKey(record.tenant, record.course),
                         SnapshotOf(submission));
    if (core_.on_ended) std::ignore = core_.on_ended(submission, record.callback_url);
  }
  return Shown(record, request.caller());
}

Result<v1::Problem> Calls::GetProblem(const v1::GetProblemRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(request.caller()));
  ASSAY_RETURN_IF_ERROR(CheckProblemId(request.id()));
  ASSAY_ASSIGN_OR_RETURN(const ProblemRecord problem,
                         core_.store.problems().Get(request.caller().tenant(), request.id()));
  return ToProto(problem);
}

Result<v1::ProblemPage> Calls::GetProblemPage(const v1::GetProblemRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(request.caller()));
  ASSAY_RETURN_IF_ERROR(CheckProblemId(request.id()));
  ASSAY_ASSIGN_OR_RETURN(ProblemRecord problem,
                         core_.store.problems().Get(request.caller().tenant(), request.id()));
  v1::ProblemPage page;
  if (problem.page.empty()) {  // put before there were pages
    ASSAY_ASSIGN_OR_RETURN(page, MakePage(core_, problem));
  } else {
    ASSAY_ASSIGN_OR_RETURN(const std::string bytes, core_.blobs.Get(problem.tenant, problem.page));
    if (!page.ParseFromString(bytes))
      return DataLoss("the page of problem \"" + problem.id + "\" cannot be read; put it again");
  }
  *page.mutable_problem() = ToProto(problem);
  return page;
}

Result<v1::ListProblemsResponse> Calls::ListProblems(const v1::ListProblemsRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckCaller(request.caller()));
  ASSAY_RETURN_IF_ERROR(CheckCourse(request.course()));
  ASSAY_ASSIGN_OR_RETURN(const int64_t size, PageSize(request.page_size()));
  if (!request.page_token().empty() && !CheckProblemId(request.page_token()).ok())
    return InvalidArgument("page_token: not one that a page gave");
  ASSAY_ASSIGN_OR_RETURN(auto problems,
                         core_.store.problems().List(request.caller().tenant(), request.course(),
                                                     request.page_token(), size + 1));
  v1::ListProblemsResponse response;
  if (problems.size() > static_cast<size_t>(size)) {
    problems.pop_back();
    response.set_next_page_token(problems.back().id);
  }
  for (const ProblemRecord& problem : problems) *response.add_problems() = ToProto(problem);
  return response;
}

Result<v1::ListChangesResponse> Calls::ListChanges(const v1::ListChangesRequest& request) {
  if (request.limit() < 0 || request.limit() > 500)
    return InvalidArgument("limit: 1 to 500; 0 is 200");
  const int64_t limit = request.limit() == 0 ? 200 : request.limit();
  ASSAY_ASSIGN_OR_RETURN(const auto changes, core_.store.changes().List(request.after(), limit));
  std::vector<std::string> ids;
  for (const ChangeStore::Change& change : changes) ids.push_back(change.submission);
  ASSAY_ASSIGN_OR_RETURN(const auto records, core_.store.submissions().GetMany(ids));
  std::map<std::string, const SubmissionRecord*> by_id;
  for (const SubmissionRecord& record : records) by_id[record.id] = &record;
  v1::ListChangesResponse response;
  for (const ChangeStore::Change& change : changes) {
    const auto found = by_id.find(change.submission);
    if (found == by_id.end()) continue;
    v1::Change& added = *response.add_changes();
    added.set_sequence(change.sequence);
    *added.mutable_submission() = ToProto(*found->second);
  }
  return response;
}

Result<v1::QueueState> Calls::GetQueue(const v1::GetQueueRequest&) {
  ASSAY_ASSIGN_OR_RETURN(const auto depth, core_.queue.Depth());
  v1::QueueState state;
  for (size_t c = 0; c < depth.size(); ++c) {
    v1::ClassState& one = *state.add_classes();
    one.set_class_(static_cast<v1::Class>(c));
    one.set_waiting(depth[c].waiting);
    one.set_delayed(depth[c].delayed);
    one.set_leased(depth[c].leased);
    one.set_oldest_waiting_seconds(depth[c].oldest_waiting_seconds);
    const auto job_class = static_cast<JobClass>(c);
    if (!core_.queue.CheckRoom(job_class).ok()) {
      one.set_retry_after_seconds(core_.queue.RetryAfter(job_class).count());
    }
  }
  return state;
}

Result<v1::ListWorkersResponse> Calls::ListWorkers(const v1::ListWorkersRequest&) {
  ASSAY_ASSIGN_OR_RETURN(auto workers, hub_.Workers());
  v1::ListWorkersResponse response;
  for (v1::Worker& worker : workers) *response.add_workers() = std::move(worker);
  return response;
}

Result<v1::Worker> Calls::SetWorker(const v1::SetWorkerRequest& request) {
  if (request.name().empty() || request.name().size() > 200 || request.reason().size() > 1000 ||
      (request.name() + request.reason()).find('\0') != std::string::npos) {
    return InvalidArgument("name: 1 to 200 bytes; reason: at most 1000");
  }
  return hub_.SetWorker(request);
}

}  // namespace assay::judge
