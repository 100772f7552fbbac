#include <algorithm>

#include "lms/gateway/callers.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {
namespace {

using RejudgeMethod = Method<judge_v1::GetRejudgeRequest, judge_v1::Rejudge>;

void Start(const CallPtr& call) {
  judge_v1::StartRejudgeRequest request;
  if (const auto problem = ReadRejudge(call->request(), request)) return call->Fail(*problem);
  const Verdict verdict = MayIn(call->who(), Action::kRejudge, request.filter().course());
  if (!verdict.allowed) {
    if (request.filter().course().empty())
      return call->Fail(BadField("filter.course", "is needed: which of your courses"));
    return call->Forbid(verdict);
  }
  *request.mutable_caller() = CallerOf(call->who(), true);
  call->api().judge().Call(
      methods::kStartRejudge, request, call->Upstream(),
      [call](const Reply& reply, const judge_v1::Rejudge& rejudge) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(201, ToJson(rejudge), {{"Location", "/v1/rejudges/" + rejudge.id()}});
      });
}

// A rejudge may span courses: only those who may do everything see others'.
bool Sees(const Principal& who, const judge_v1::Rejudge& rejudge) {
  return MayIn(who, Action::kRejudge, "").allowed || rejudge.started_by() == who.id;
}

void List(const CallPtr& call) {
  PageQuery page;
  if (const auto problem = ReadPage(call->request(), {}, page)) return call->Fail(*problem);
  judge_v1::ListRejudgesRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_page_size(page.page_size);
  request.set_page_token(page.page_token);
  call->api().judge().Call(
      methods::kListRejudges, request, call->Upstream(),
      [call](const Reply& reply, judge_v1::ListRejudgesResponse& response) {
        if (!reply.ok()) return call->Fail(reply);
        auto& all = *response.mutable_rejudges();
        const auto hidden = [&](const judge_v1::Rejudge& one) { return !Sees(call->who(), one); };
        all.erase(std::remove_if(all.begin(), all.end(), hidden), all.end());
        call->Json(200, ToJson(response), NextLink(call->request(), response.next_page_token()));
      });
}

judge_v1::GetRejudgeRequest Named(const CallPtr& call) {
  judge_v1::GetRejudgeRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_id(call->Param("id"));
  return request;
}

// Looks whose it is, then goes on.
void WithRejudge(const CallPtr& call, std::function<void(const judge_v1::Rejudge&)> next) {
  call->api().judge().Call(
      methods::kGetRejudge, Named(call), call->Upstream(),
      [call, next = std::move(next)](const Reply& reply, const judge_v1::Rejudge& rejudge) {
        if (!reply.ok()) return call->Fail(reply);
        if (!Sees(call->who(), rejudge))
          return call->Fail(Reply{NotFound("no rejudge " + call->Param("id")), 0});
        next(rejudge);
      });
}

ApiHandler Change(RejudgeMethod method) {
  return [method](const CallPtr& call) {
    WithRejudge(call, [call, method](const judge_v1::Rejudge&) {
      call->api().judge().Call(method, Named(call), call->Upstream(),
                               SendJson<judge_v1::Rejudge>(call));
    });
  };
}

}  // namespace

void AddRejudgeRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "POST", "/v1/rejudges", Action::kRejudge, &Start);
  api->Add(router, "GET", "/v1/rejudges", Action::kRejudge, &List);
  api->Add(router, "GET", "/v1/rejudges/{id}", Action::kRejudge, [](const CallPtr& call) {
    WithRejudge(call, [call](const judge_v1::Rejudge& rejudge) {
      SendCacheable(call, JsonResponse(ToJson(rejudge)));
    });
  });
  api->Add(router, "POST", "/v1/rejudges/{id}/commit", Action::kRejudge,
           Change(methods::kCommitRejudge));
  api->Add(router, "POST", "/v1/rejudges/{id}/undo", Action::kRejudge,
           Change(methods::kUndoRejudge));
  api->Add(router, "POST", "/v1/rejudges/{id}/cancel", Action::kRejudge,
           Change(methods::kCancelRejudge));
}

}  // namespace assay::gateway
