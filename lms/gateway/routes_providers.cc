#include "lms/gateway/browser.h"
#include "lms/gateway/json_accounts.h"
#include "lms/gateway/methods_sign_on.h"
#include "lms/gateway/proto_json.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// Identity providers (OpenID Connect): signing in by one, and setting them up.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = size_t{32} << 10U;
constexpr int kProviderCookieSeconds = 600;
constexpr char kCallback[] = "/v1/sign-in/providers/callback";
// Holds what binds a sign-in to this browser while it is at the provider.
constexpr std::string_view kProviderCookie = "__Host-assay-provider";

void Buttons(const CallPtr& call) {
  identity_v1::ListProviderButtonsRequest request;
  const std::string tenant = call->Query("tenant");
  request.set_tenant(tenant.empty() ? "default" : tenant);
  call->api().identity().Call(
      methods::kListProviderButtons, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ProviderButtons& buttons) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(buttons));
      });
}

void Start(const CallPtr& call) {
  if (FromElsewhere(call)) return;
  identity_v1::StartProviderSignInRequest request;
  if (const auto problem =
          ReadProtoJson(call->request(), true, request, {"redirect_uri", "browser"}))
    return call->Fail(*problem);
  if (request.provider().empty()) return call->Fail(BadField("provider", "is needed"));
  request.set_redirect_uri(call->api().PublicUrl(call->request()) + kCallback);
  request.set_browser(Printable(CookieOf(call->request(), kProviderCookie), 100));
  call->api().identity().Call(
      methods::kStartProviderSignIn, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::StartProviderSignInResponse& started) {
        if (!reply.ok()) return call->Fail(reply);
        const std::string cookie =
            SetCookie(kProviderCookie, started.browser(), kProviderCookieSeconds, SameSite::kLax);
        call->Json(200, UrlToJson(started.url()), {{"Set-Cookie", cookie}});
      });
}

// What the app is told stands after "#": browsers send it nowhere.
void SendBack(const CallPtr& call, const identity_v1::FinishProviderSignInResponse& finished) {
  std::string location = "/app" + finished.return_to();
  http::Headers headers = {{"Set-Cookie", SetCookie(kProviderCookie, "", 0, SameSite::kLax)}};
  if (!finished.refused().empty()) {
    location += "#refused=" + finished.refused();
  } else if (!finished.done().ticket().empty()) {
    location += "#ticket=" + finished.done().ticket();
  } else {
    for (auto& cookie : SignInCookies(finished.done())) headers.push_back(std::move(cookie));
  }
  headers.emplace_back("Location", location);
  call->Send({303, std::move(headers), {}});
}

// The provider sends the browser here: a request from another site, as it must be.
void Callback(const CallPtr& call) {
  identity_v1::FinishProviderSignInRequest request;
  request.set_state(call->Query("state"));
  request.set_code(call->Query("code"));
  request.set_error(Printable(call->Query("error"), 100));
  request.set_issuer(call->Query("iss"));
  if (request.state().empty()) return call->Fail(BadField("state", "is needed"));
  request.set_browser(Printable(CookieOf(call->request(), kProviderCookie), 100));
  *request.mutable_client() = ClientOf(call->request());
  CallOptions options = call->Upstream();
  options.timeout = std::chrono::seconds(45);  // the provider is asked up to four times
  call->api().identity().Call(
      methods::kFinishProviderSignIn, request, options,
      [call](const Reply& reply, const identity_v1::FinishProviderSignInResponse& finished) {
        if (!reply.ok()) return call->Fail(reply);
        SendBack(call, finished);
      });
}

// --- administration ---

void List(const CallPtr& call) {
  identity_v1::ListProvidersRequest request;
  request.set_tenant(call->who().tenant);
  call->api().identity().Call(
      methods::kListProviders, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListProvidersResponse& providers) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(providers));
      });
}

// Where the address names none it is a new one.
void Put(const CallPtr& call) {
  identity_v1::PutProviderRequest request;
  if (const auto problem = ReadProtoJson(call->request(), true, *request.mutable_settings()))
    return call->Fail(*problem);
  request.set_tenant(call->who().tenant);
  request.set_id(call->Param("id"));
  *request.mutable_actor() = ActorOf(*call);
  const int status = request.id().empty() ? 201 : 200;
  CallOptions options = call->Upstream();
  options.timeout = std::chrono::seconds(20);  // the provider is asked for its description
  call->api().identity().Call(
      methods::kPutProvider, request, options,
      [call, status](const Reply& reply, const identity_v1::Provider& provider) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(status, ProtoJson(provider));
      });
}

void Delete(const CallPtr& call) {
  identity_v1::DeleteProviderRequest request;
  request.set_tenant(call->who().tenant);
  request.set_id(call->Param("id"));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kDeleteProvider, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::DeleteProviderResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Send({204, {}, {}});
                              });
}

}  // namespace

void AddProviderRoutes(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "GET", "/v1/sign-in/providers", &Buttons);
  api->AddOpen(router, "POST", "/v1/sign-in/providers/start", &Start, kMaxBody);
  api->AddOpen(router, "GET", kCallback, &Callback);
  api->Add(router, "GET", "/v1/providers", Action::kManageTenant, &List);
  api->Add(router, "POST", "/v1/providers", Action::kManageTenant, &Put, kMaxBody);
  api->Add(router, "PUT", "/v1/providers/{id}", Action::kManageTenant, &Put, kMaxBody);
  api->Add(router, "DELETE", "/v1/providers/{id}", Action::kManageTenant, &Delete);
}

}  // namespace assay::gateway
