#include "lms/gateway/callers.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {
namespace {

void Queue(const CallPtr& call) {
  call->api().judge().Call(methods::kGetQueue, {}, call->Upstream(),
                           SendJson<judge_v1::QueueState>(call));
}

void Workers(const CallPtr& call) {
  call->api().judge().Call(methods::kListWorkers, {}, call->Upstream(),
                           SendJson<judge_v1::ListWorkersResponse>(call));
}

ApiHandler SetWorker(judge_v1::SetWorkerRequest::Action action) {
  return [action](const CallPtr& call) {
    judge_v1::SetWorkerRequest request;
    if (const auto problem = ReadReason(call->request(), *request.mutable_reason()))
      return call->Fail(*problem);
    request.set_name(call->Param("name"));
    request.set_action(action);
    call->api().judge().Call(methods::kSetWorker, request, call->Upstream(),
                             SendJson<judge_v1::Worker>(call));
  };
}

void DeadLetters(const CallPtr& call) {
  PageQuery page;
  if (const auto problem = ReadPage(call->request(), {}, page)) return call->Fail(*problem);
  judge_v1::ListDeadLettersRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_page_size(page.page_size);
  request.set_page_token(page.page_token);
  call->api().judge().Call(methods::kListDeadLetters, request, call->Upstream(),
                           SendPage<judge_v1::ListDeadLettersResponse>(call));
}

void Revive(const CallPtr& call) {
  judge_v1::ReviveDeadLetterRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_submission(call->Param("submission"));
  call->api().judge().Call(methods::kReviveDeadLetter, request, call->Upstream(),
                           SendJson<judge_v1::Submission>(call));
}

}  // namespace

void AddBoardRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "GET", "/v1/queue", Action::kSeeQueue, &Queue);
  api->Add(router, "GET", "/v1/workers", Action::kSeeWorkers, &Workers);
  api->Add(router, "POST", "/v1/workers/{name}/drain", Action::kSetWorker,
           SetWorker(judge_v1::SetWorkerRequest::ACTION_DRAIN));
  api->Add(router, "POST", "/v1/workers/{name}/quarantine", Action::kSetWorker,
           SetWorker(judge_v1::SetWorkerRequest::ACTION_QUARANTINE));
  api->Add(router, "POST", "/v1/workers/{name}/release", Action::kSetWorker,
           SetWorker(judge_v1::SetWorkerRequest::ACTION_RELEASE));
  api->Add(router, "GET", "/v1/dead-letters", Action::kDeadLetters, &DeadLetters);
  api->Add(router, "POST", "/v1/dead-letters/{submission}/revive", Action::kDeadLetters, &Revive);
}

}  // namespace assay::gateway
