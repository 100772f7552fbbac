#include "lms/gateway/html.h"
#include "lms/gateway/json_out.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/openapi_data.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

namespace assay::gateway {
namespace {

void SendText(const CallPtr& call, const char* type, std::string_view text) {
  call->Send(
      {200, {{"Content-Type", type}, {"Cache-Control", "public, max-age=300"}}, std::string(text)});
}

// Signing out: the token that asks is the one that ends.
void RevokeOwn(const CallPtr& call) {
  identity_v1::RevokeTokenRequest request;
  request.set_person(call->who().id);
  request.set_id(call->who().token_id);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kRevokeToken, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::RevokeTokenResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->api().parts().authenticator->Forget(TokenOf(call->request()));
                                call->Send({204, {}, {}});
                              });
}

}  // namespace

void AddPages(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "GET", "/assets/pages.css",
               [](const CallPtr& call) { SendText(call, "text/css; charset=utf-8", kPagesCss); });
  api->AddOpen(router, "GET", "/openapi.yaml", [](const CallPtr& call) {
    SendText(call, "application/yaml; charset=utf-8", kOpenapiYaml);
  });
  api->AddOpen(router, "GET", "/openapi.json",
               [](const CallPtr& call) { SendText(call, "application/json", kOpenapiJson); });
  api->Add(router, "GET", "/v1/me", Action::kSelf,
           [](const CallPtr& call) { call->Json(200, ToJson(call->who())); });
  api->Add(router, "DELETE", "/v1/me/token", Action::kSelf, &RevokeOwn);
}

}  // namespace assay::gateway
