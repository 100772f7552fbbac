#include "lms/gateway/problem_author.h"

#include <utility>

#include "lms/gateway/callers.h"

namespace assay::gateway {

void FindProblem(const CallPtr& call, std::function<void(const Reply&, judge_v1::Problem&)> done) {
  judge_v1::GetProblemRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_id(call->Param("id"));
  call->api().judge().Call(methods::kGetProblem, request, call->Upstream(), std::move(done));
}

void WithAuthor(const CallPtr& call, AuthorNext next) {
  FindProblem(call,
              [call, next = std::move(next)](const Reply& reply, const judge_v1::Problem& old) {
                const bool stands = reply.ok();
                if (!stands && reply.status.code() != StatusCode::kNotFound)
                  return call->Fail(reply);
                const std::string asked = call->Query("course");
                const std::string course = asked.empty() ? old.course() : asked;
                Verdict verdict = MayIn(call->who(), Action::kWriteProblem, course);
                if (verdict.allowed && stands)
                  verdict = MayIn(call->who(), Action::kWriteProblem, old.course());
                if (!verdict.allowed) return call->Forbid(verdict);
                next(course, stands);
              });
}

void FailPackage(const CallPtr& call, const Reply& reply) {
  Problem problem = FromStatus(reply.status, reply.retry_after_seconds);
  if (problem.status != 422 || !problem.errors.empty()) return call->Fail(reply);
  problem.errors.emplace_back("package", problem.detail);
  call->Fail(problem);
}

}  // namespace assay::gateway
