#include <algorithm>
#include <set>

#include "lms/gateway/browser.h"
#include "lms/gateway/callers.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/hidden_problems.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/problem_author.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {
namespace {

constexpr size_t kChunk = size_t{256} << 10U;
constexpr std::chrono::minutes kUploadTime{3};

// --- reading ---

template <typename Keep>
void KeepProblems(judge_v1::ListProblemsResponse& page, const Keep& keep) {
  auto& problems = *page.mutable_problems();
  const auto drop = [&](const judge_v1::Problem& problem) { return !keep(problem); };
  problems.erase(std::remove_if(problems.begin(), problems.end(), drop), problems.end());
}

void List(const CallPtr& call) {
  PageQuery page;
  if (const auto problem = ReadPage(call->request(), {"course"}, page)) return call->Fail(*problem);
  const std::string course = call->Query("course");
  if (!course.empty()) {
    const Verdict verdict = MayIn(call->who(), Action::kReadProblem, course);
    if (!verdict.allowed) return call->Forbid(verdict);
  }
  judge_v1::ListProblemsRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_course(course);
  request.set_page_size(page.page_size);
  request.set_page_token(page.page_token);
  call->api().judge().Call(
      methods::kListProblems, request, call->Upstream(),
      [call](const Reply& reply, judge_v1::ListProblemsResponse& response) {
        if (!reply.ok()) return call->Fail(reply);
        // A page may so have fewer than page_size; the token says whether there are more.
        KeepProblems(response, [&](const judge_v1::Problem& problem) {
          return MayIn(call->who(), Action::kReadProblem, problem.course()).allowed;
        });
        std::set<std::string> courses;
        for (const auto& problem : response.problems()) courses.insert(problem.course());
        FindHiddenProblems(
            call, courses,
            [call, page = response](const Reply& found, const HiddenProblems& hidden) mutable {
              if (!found.ok()) return call->Fail(found);
              KeepProblems(page,
                           [&](const judge_v1::Problem& problem) { return !hidden.Has(problem); });
              call->Json(200, ToJson(page), NextLink(call->request(), page.next_page_token()));
            });
      });
}

void Get(const CallPtr& call) {
  FindProblem(call, [call](const Reply& reply, const judge_v1::Problem& problem) {
    if (!reply.ok()) return call->Fail(reply);
    if (!MayIn(call->who(), Action::kReadProblem, problem.course()).allowed)
      return call->Fail(Reply{NotFound("no problem " + call->Param("id")), 0});
    FindHiddenProblems(call, {problem.course()},
                       [call, problem](const Reply& found, const HiddenProblems& hidden) {
                         if (!found.ok()) return call->Fail(found);
                         if (hidden.Has(problem))
                           return call->Fail(Reply{NotFound("no problem " + call->Param("id")), 0});
                         SendCacheable(call, JsonResponse(ToJson(problem)));
                       });
  });
}

void SendProblemPage(const CallPtr& call) {
  judge_v1::GetProblemRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_id(call->Param("id"));
  call->api().judge().Call(methods::kGetProblemPage, request, call->Upstream(),
                           [call](const Reply& reply, const judge_v1::ProblemPage& page) {
                             if (!reply.ok()) return call->Fail(reply);
                             SendCacheable(call, JsonResponse(ToJson(page)));
                           });
}

// What a student reads: of an assignment, not before its time and not outside of its exam.
void GetPage(const CallPtr& call) {
  FindProblem(call, [call](const Reply& reply, const judge_v1::Problem& problem) {
    if (!reply.ok()) return call->Fail(reply);
    if (!MayIn(call->who(), Action::kReadProblem, problem.course()).allowed)
      return call->Fail(Reply{NotFound("no problem " + call->Param("id")), 0});
    const Upstream* const courses = call->api().courses();
    if (courses == nullptr || problem.course().empty()) return SendProblemPage(call);
    courses_v1::CheckSubmissionRequest request;
    *request.mutable_viewer() = ViewerOf(call->who(), problem.course(), call->request().peer);
    request.set_course(problem.course());
    request.set_problem(problem.id());
    request.set_session(Printable(call->request().Header("Assay-Exam-Session"), 200));
    request.set_reading(true);
    static const std::string kPath = CoursePath("CheckSubmission");
    courses->Call(
        Method<courses_v1::CheckSubmissionRequest, courses_v1::CheckSubmissionResponse>{
            kPath.c_str()},
        request, call->Upstream(),
        [call](const Reply& may, const courses_v1::CheckSubmissionResponse&) {
          if (!may.ok()) return call->Fail(may);
          SendProblemPage(call);
        });
  });
}

// --- uploading ---

void Send(const CallPtr& call, const std::string& course) {
  const auto upload = std::make_shared<std::string>();
  UpstreamHandlers handlers;
  handlers.on_message = [upload](const std::string& bytes) { *upload = bytes; };
  handlers.on_end = [call, upload](const Reply& reply) {
    if (!reply.ok()) return FailPackage(call, reply);
    judge_v1::Problem problem;
    if (!problem.ParseFromString(*upload))
      return call->Fail(Reply{Internal("an answer that is not of the contract"), 0});
    call->Json(problem.version() == 1 ? 201 : 200, ToJson(problem),
               {{"Location", "/v1/problems/" + problem.id()}});
  };
  const auto stream = call->api().judge().Open(kPutProblemPath, {kUploadTime, call->traceparent()},
                                               std::move(handlers));
  judge_v1::PutProblemRequest first;
  *first.mutable_caller() = CallerOf(call->who(), true);
  first.set_id(call->Param("id"));
  first.set_course(course);
  stream->Write(first);
  const std::string& body = call->request().body;
  for (size_t at = 0; at < body.size(); at += kChunk) {
    judge_v1::PutProblemRequest chunk;
    chunk.set_data(body.substr(at, kChunk));
    stream->Write(chunk);
  }
  stream->WritesDone();
}

void Put(const CallPtr& call) {
  if (call->request().body.empty())
    return call->Fail(BadBody("is empty; send the package: a .zip or .tar archive"));
  const std::string_view type = call->request().Header("Content-Type");
  if (type.starts_with("multipart/") || type.starts_with("application/json"))
    return call->Fail(
        Problem{415, "send the archive itself: curl --data-binary @package.zip", {}, 0});
  WithAuthor(call, [call](const std::string& course, bool) { Send(call, course); });
}

}  // namespace

void AddProblemRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "GET", "/v1/problems", Action::kReadProblem, &List);
  api->Add(router, "GET", "/v1/problems/{id}", Action::kReadProblem, &Get);
  api->Add(router, "GET", "/v1/problems/{id}/page", Action::kReadProblem, &GetPage);
  api->Add(router, "PUT", "/v1/problems/{id}", Action::kWriteProblem, &Put,
           api->parts().max_upload_bytes);
}

}  // namespace assay::gateway
