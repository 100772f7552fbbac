#include <algorithm>

#include "lms/gateway/callers.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {
namespace {

void Make(const CallPtr& call) {
  judge_v1::PutWebhookRequest request;
  if (const auto problem = ReadWebhook(call->request(), request)) return call->Fail(*problem);
  const Verdict verdict = MayIn(call->who(), Action::kWebhooks, request.course());
  if (!verdict.allowed) return call->Forbid(verdict);
  *request.mutable_caller() = CallerOf(call->who(), true);
  call->api().judge().Call(methods::kPutWebhook, request, call->Upstream(),
                           [call](const Reply& reply, const judge_v1::Webhook& webhook) {
                             if (!reply.ok()) return call->Fail(reply);
                             call->Json(201, ToJson(webhook));
                           });
}

void WithWebhooks(const CallPtr& call,
                  std::function<void(judge_v1::ListWebhooksResponse& mine)> next) {
  judge_v1::ListWebhooksRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  call->api().judge().Call(
      methods::kListWebhooks, request, call->Upstream(),
      [call, next = std::move(next)](const Reply& reply, judge_v1::ListWebhooksResponse& all) {
        if (!reply.ok()) return call->Fail(reply);
        auto& webhooks = *all.mutable_webhooks();
        const auto hidden = [&](const judge_v1::Webhook& one) {
          return !MayIn(call->who(), Action::kWebhooks, one.course()).allowed;
        };
        webhooks.erase(std::remove_if(webhooks.begin(), webhooks.end(), hidden), webhooks.end());
        next(all);
      });
}

void List(const CallPtr& call) {
  WithWebhooks(call,
               [call](judge_v1::ListWebhooksResponse& mine) { call->Json(200, ToJson(mine)); });
}

// Goes on where the webhook of the route is one of theirs.
void WithWebhook(const CallPtr& call, std::function<void()> next) {
  WithWebhooks(call, [call, next = std::move(next)](judge_v1::ListWebhooksResponse& mine) {
    for (const judge_v1::Webhook& webhook : mine.webhooks())
      if (webhook.id() == call->Param("id")) return next();
    call->Fail(Reply{NotFound("no webhook " + call->Param("id")), 0});
  });
}

void Delete(const CallPtr& call) {
  WithWebhook(call, [call] {
    judge_v1::DeleteWebhookRequest request;
    *request.mutable_caller() = CallerOf(call->who(), true);
    request.set_id(call->Param("id"));
    call->api().judge().Call(methods::kDeleteWebhook, request, call->Upstream(),
                             [call](const Reply& reply, judge_v1::DeleteWebhookResponse&) {
                               if (!reply.ok()) return call->Fail(reply);
                               call->Send({204, {}, {}});
                             });
  });
}

void FindDeliveries(const CallPtr& call, const PageQuery& page,
                    std::function<void(const Reply&, judge_v1::ListDeliveriesResponse&)> done) {
  judge_v1::ListDeliveriesRequest request;
  *request.mutable_caller() = CallerOf(call->who(), true);
  request.set_webhook(call->Param("id"));
  request.set_page_size(page.page_size);
  request.set_page_token(page.page_token);
  call->api().judge().Call(methods::kListDeliveries, request, call->Upstream(), std::move(done));
}

void Deliveries(const CallPtr& call) {
  PageQuery page;
  if (const auto problem = ReadPage(call->request(), {}, page)) return call->Fail(*problem);
  WithWebhook(call, [call, page] {
    FindDeliveries(call, page, SendPage<judge_v1::ListDeliveriesResponse>(call));
  });
}

void Replay(const CallPtr& call) {
  WithWebhook(call, [call] {
    judge_v1::ReplayDeliveryRequest request;
    *request.mutable_caller() = CallerOf(call->who(), true);
    request.set_id(call->Param("delivery"));
    const auto send = [call, request] {
      call->api().judge().Call(methods::kReplayDelivery, request, call->Upstream(),
                               SendJson<judge_v1::Delivery>(call));
    };
    if (MayIn(call->who(), Action::kWebhooks, "").allowed) return send();
    // A delivery's id alone does not say whose it is: it must be among this webhook's newest.
    FindDeliveries(call, {200, {}},
                   [call, send](const Reply& reply, judge_v1::ListDeliveriesResponse& page) {
                     if (!reply.ok()) return call->Fail(reply);
                     for (const judge_v1::Delivery& one : page.deliveries())
                       if (one.id() == call->Param("delivery")) return send();
                     call->Fail(Reply{NotFound("no delivery " + call->Param("delivery")), 0});
                   });
  });
}

}  // namespace

void AddWebhookRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "POST", "/v1/webhooks", Action::kWebhooks, &Make);
  api->Add(router, "GET", "/v1/webhooks", Action::kWebhooks, &List);
  api->Add(router, "DELETE", "/v1/webhooks/{id}", Action::kWebhooks, &Delete);
  api->Add(router, "GET", "/v1/webhooks/{id}/deliveries", Action::kWebhooks, &Deliveries);
  api->Add(router, "POST", "/v1/webhooks/{id}/deliveries/{delivery}/replay", Action::kWebhooks,
           &Replay);
}

}  // namespace assay::gateway
