#include "lms/gateway/callers.h"
#include "lms/gateway/methods_authoring.h"
#include "lms/gateway/problem_author.h"
#include "lms/gateway/proto_json.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

// What authors do beside uploading: have a package verified, and take it from a git repository.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = size_t{16} << 10U;
// Longer than the judge waits for a server, twice.
constexpr std::chrono::seconds kGitTime{180};

void NoProblem(const CallPtr& call) {
  call->Fail(Reply{NotFound("no problem " + call->Param("id")), 0});
}

// --- verifying ---

void StartVerification(const CallPtr& call) {
  WithAuthor(call, [call](const std::string&, bool stands) {
    if (!stands) return NoProblem(call);
    judge_v1::StartVerificationRequest request;
    *request.mutable_caller() = CallerOf(call->who(), true);
    request.set_problem(call->Param("id"));
    call->api().judge().Call(
        methods::kStartVerification, request, call->Upstream(),
        [call](const Reply& reply, const judge_v1::StartVerificationResponse& response) {
          if (!reply.ok()) return call->Fail(reply);
          call->Json(response.created() ? 201 : 200, ProtoJson(response.verification()),
                     {{"Location", "/v1/problems/" + call->Param("id") + "/verification"}});
        });
  });
}

void GetVerification(const CallPtr& call) {
  WithAuthor(call, [call](const std::string&, bool stands) {
    if (!stands) return NoProblem(call);
    judge_v1::GetVerificationRequest request;
    *request.mutable_caller() = CallerOf(call->who(), true);
    request.set_problem(call->Param("id"));
    call->api().judge().Call(methods::kGetVerification, request, call->Upstream(),
                             [call](const Reply& reply, const judge_v1::Verification& latest) {
                               if (!reply.ok()) return call->Fail(reply);
                               call->Json(200, ProtoJson(latest));
                             });
  });
}

// --- git ---

CallOptions Patient(const CallPtr& call) {
  CallOptions options = call->Upstream();
  options.timeout = kGitTime;
  call->Waits();
  return options;
}

void PutFromGit(const CallPtr& call) {
  judge_v1::PutProblemFromGitRequest request;
  if (const auto problem =
          ReadProtoJson(call->request(), true, request, {"caller", "id", "course"}))
    return call->Fail(*problem);
  WithAuthor(call, [call, request](const std::string& course, bool) mutable {
    *request.mutable_caller() = CallerOf(call->who(), true);
    request.set_id(call->Param("id"));
    request.set_course(course);
    call->api().judge().Call(
        methods::kPutProblemFromGit, request, Patient(call),
        [call](const Reply& reply, const judge_v1::PutProblemFromGitResponse& response) {
          if (!reply.ok()) return FailPackage(call, reply);
          call->Json(response.problem().version() == 1 ? 201 : 200, ProtoJson(response.origin()),
                     {{"Location", "/v1/problems/" + response.problem().id()}});
        });
  });
}

void GetOrigin(const CallPtr& call) {
  const std::string look = call->Query("look");
  if (!look.empty() && look != "true" && look != "false")
    return call->Fail(BadField("look", "is true or false"));
  WithAuthor(call, [call, look](const std::string&, bool stands) {
    if (!stands) return NoProblem(call);
    judge_v1::GetProblemOriginRequest request;
    *request.mutable_caller() = CallerOf(call->who(), true);
    request.set_id(call->Param("id"));
    request.set_look(look == "true");
    call->api().judge().Call(methods::kGetProblemOrigin, request,
                             request.look() ? Patient(call) : call->Upstream(),
                             [call](const Reply& reply, const judge_v1::ProblemOrigin& origin) {
                               if (!reply.ok()) return call->Fail(reply);
                               call->Json(200, ProtoJson(origin));
                             });
  });
}

}  // namespace

void AddAuthoringRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "POST", "/v1/problems/{id}/verification", Action::kWriteProblem,
           &StartVerification, kMaxBody);
  api->Add(router, "GET", "/v1/problems/{id}/verification", Action::kWriteProblem,
           &GetVerification);
  api->Add(router, "PUT", "/v1/problems/{id}/git", Action::kWriteProblem, &PutFromGit, kMaxBody);
  api->Add(router, "GET", "/v1/problems/{id}/git", Action::kWriteProblem, &GetOrigin);
}

}  // namespace assay::gateway
