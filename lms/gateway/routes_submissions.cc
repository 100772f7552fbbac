#include <memory>

#include "lms/gateway/browser.h"
#include "lms/gateway/callers.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {
namespace {

using SubmitPtr = std::shared_ptr<judge_v1::SubmitRequest>;

// --- POST /v1/submissions ---

// What identity calls the consent to it.
constexpr char kEditHistory[] = "edit_history";

void SendOn(const CallPtr& call, const SubmitPtr& submit) {
  *submit->mutable_caller() = CallerOf(call->who(), false);
  submit->set_traceparent(call->traceparent());
  call->api().judge().Call(methods::kSubmit, *submit, call->Upstream(),
                           [call](const Reply& reply, const judge_v1::SubmitResponse& response) {
                             if (!reply.ok()) return call->Fail(reply);
                             call->Json(
                                 response.created() ? 201 : 200, ToJson(response.submission()),
                                 {{"Location", "/v1/submissions/" + response.submission().id()}});
                           });
}

// How a text was written goes on only while its author wants it to; in doubt it does not, and
// handing in does not wait for it.
void Send(const CallPtr& call, const SubmitPtr& submit) {
  if (!submit->has_edits()) return SendOn(call, submit);
  identity_v1::ListConsentsRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kListConsents, request, call->Upstream(),
      [call, submit](const Reply& reply, const identity_v1::ListConsentsResponse& answer) {
        bool granted = false;
        for (const identity_v1::Consent& consent : answer.consents())
          granted |= consent.purpose() == kEditHistory && consent.granted();
        if (!reply.ok() || !granted) submit->clear_edits();
        SendOn(call, submit);
      });
}

// Whether this person may hand in `submit` for a problem of `course`.
bool CheckCourse(const CallPtr& call, judge_v1::SubmitRequest& submit, const std::string& course) {
  if (!course.empty() && !submit.course().empty() && submit.course() != course) {
    call->Fail(BadField("course", "the problem belongs to course \"" + course + "\""));
    return false;
  }
  const std::string& counted = course.empty() ? submit.course() : course;
  Verdict verdict = MayIn(call->who(), Action::kSubmit, counted);
  if (verdict.allowed && submit.class_() == judge_v1::CLASS_EXAM)
    verdict = MayIn(call->who(), Action::kSubmitExam, counted);
  if (!verdict.allowed) call->Forbid(verdict);
  return verdict.allowed;
}

// Whether the assignment, if the problem is one of the course, takes it now: dates, attempts,
// prerequisites, exams.
void CheckAssignment(const CallPtr& call, const SubmitPtr& submit, const std::string& course) {
  const Upstream* const courses = call->api().courses();
  if (courses == nullptr || course.empty() || submit->problem().empty()) return Send(call, submit);
  courses_v1::CheckSubmissionRequest request;
  *request.mutable_viewer() = ViewerOf(call->who(), course, call->request().peer);
  request.set_course(course);
  request.set_problem(submit->problem());
  request.set_session(Printable(call->request().Header("Assay-Exam-Session"), 200));
  static const std::string kPath = CoursePath("CheckSubmission");
  courses->Call(
      Method<courses_v1::CheckSubmissionRequest, courses_v1::CheckSubmissionResponse>{
          kPath.c_str()},
      request, call->Upstream(),
      [call, submit](const Reply& reply, const courses_v1::CheckSubmissionResponse& answer) {
        if (!reply.ok()) return call->Fail(reply);
        if (answer.exam()) submit->set_class_(judge_v1::CLASS_EXAM);
        Send(call, submit);
      });
}

void Submit(const CallPtr& call, const ProblemCourses& courses) {
  const auto submit = std::make_shared<judge_v1::SubmitRequest>();
  if (const auto problem = ReadSubmit(call->request(), *submit)) return call->Fail(*problem);
  if (submit->has_noop()) {
    const Verdict verdict = MayIn(call->who(), Action::kMeasure, submit->course());
    if (!verdict.allowed) return call->Forbid(verdict);
    return Send(call, submit);
  }
  courses.Find(call->api(), call->who(), call->Upstream(), submit->problem(),
               [call, submit](const Reply& reply, const std::string& course) {
                 if (reply.status.code() == StatusCode::kNotFound ||
                     reply.status.code() == StatusCode::kInvalidArgument) {
                   return call->Fail(
                       BadField("problem", "there is no problem \"" + submit->problem() + "\""));
                 }
                 if (!reply.ok()) return call->Fail(reply);
                 if (CheckCourse(call, *submit, course))
                   CheckAssignment(call, submit, course.empty() ? submit->course() : course);
               });
}

// --- GET /v1/submissions ---

// Staff see all of the course that they name, administrators everything; everybody else their own.
bool AsStaff(const Principal& who, const judge_v1::SubmissionFilter& filter) {
  return MayIn(who, Action::kReadOthers, filter.course()).allowed;
}

void List(const CallPtr& call) {
  judge_v1::ListSubmissionsRequest request;
  if (const auto problem = ReadList(call->request(), request)) return call->Fail(*problem);
  *request.mutable_caller() = CallerOf(call->who(), AsStaff(call->who(), request.filter()));
  call->api().judge().Call(methods::kListSubmissions, request, call->Upstream(),
                           SendPage<judge_v1::ListSubmissionsResponse>(call));
}

// --- /v1/submissions/{id}… ---

void Get(const CallPtr& call) {
  WithCaller(call, Action::kReadOthers, [call](const judge_v1::Caller& caller) {
    judge_v1::GetSubmissionRequest request;
    *request.mutable_caller() = caller;
    request.set_id(call->Param("id"));
    call->api().judge().Call(methods::kGetSubmission, request, call->Upstream(),
                             [call](const Reply& reply, const judge_v1::Submission& submission) {
                               if (!reply.ok()) return call->Fail(reply);
                               SendCacheable(call, JsonResponse(ToJson(submission)));
                             });
  });
}

// Reports are made by the grader, with its own style inside and nothing else.
constexpr char kReportPolicy[] =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; sandbox";

void SendReport(const CallPtr& call, judge_v1::GetReportResponse& report) {
  http::Response response;
  response.body = std::move(*report.mutable_data());
  response.headers = {{"Content-Type", report.media_type()}};
  if (report.media_type().starts_with("text/html"))
    response.headers.emplace_back("Content-Security-Policy", kReportPolicy);
  SendCacheable(call, std::move(response));
}

void Report(const CallPtr& call) {
  const std::string format = call->request().Query("format").value_or("json");
  const std::string viewer = call->Query("viewer");
  if (format != "json" && format != "html")
    return call->Fail(BadField("format", "is json or html"));
  WithCaller(call, Action::kReadOthers, [call, format, viewer](const judge_v1::Caller& caller) {
    judge_v1::GetReportRequest request;
    *request.mutable_caller() = caller;
    request.set_id(call->Param("id"));
    request.set_format(format);
    // What students see is decided by the course's dates, not by asking for it.
    if (!caller.staff() && !viewer.empty() && viewer != "student_before_due")
      return call->Forbid({false, "only staff chooses as whom a report is seen"});
    if (!caller.staff()) {
      request.set_viewer("student_before_due");
    } else {
      request.set_viewer(viewer.empty() ? "instructor" : viewer);
    }
    call->api().judge().Call(methods::kGetReport, request, call->Upstream(),
                             [call](const Reply& reply, judge_v1::GetReportResponse& report) {
                               if (!reply.ok()) return call->Fail(reply);
                               SendReport(call, report);
                             });
  });
}

void Source(const CallPtr& call) {
  WithCaller(call, Action::kReadOthers, [call](const judge_v1::Caller& caller) {
    judge_v1::GetSubmissionRequest request;
    *request.mutable_caller() = caller;
    request.set_id(call->Param("id"));
    call->api().judge().Call(methods::kGetSource, request, call->Upstream(),
                             SendJson<judge_v1::GetSourceResponse>(call));
  });
}

void Cancel(const CallPtr& call) {
  WithCaller(call, Action::kCancelOthers, [call](const judge_v1::Caller& caller) {
    judge_v1::CancelRequest request;
    *request.mutable_caller() = caller;
    request.set_id(call->Param("id"));
    call->api().judge().Call(methods::kCancel, request, call->Upstream(),
                             SendJson<judge_v1::Submission>(call));
  });
}

}  // namespace

void AddSubmissionRoutes(http::Router& router, const ApiPtr& api) {
  const auto courses = std::make_shared<const ProblemCourses>();
  api->Add(router, "POST", "/v1/submissions", Action::kSubmit,
           [courses](const CallPtr& call) { Submit(call, *courses); });
  api->Add(router, "GET", "/v1/submissions", Action::kRead, &List);
  api->Add(router, "GET", "/v1/submissions/{id}", Action::kRead, &Get);
  api->Add(router, "GET", "/v1/submissions/{id}/report", Action::kRead, &Report);
  api->Add(router, "GET", "/v1/submissions/{id}/source", Action::kRead, &Source);
  api->Add(router, "POST", "/v1/submissions/{id}/cancel", Action::kCancel, &Cancel);
}

}  // namespace assay::gateway
