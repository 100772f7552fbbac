#include "lms/gateway/html.h"
#include "lms/gateway/json_accounts.h"
#include "lms/gateway/methods_mail.h"
#include "lms/gateway/proto_json.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// Mail: what one wants of it, how it goes, and wanting no more of it without signing in.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = size_t{16} << 10U;
constexpr std::chrono::seconds kTestPatience{75};  // longer than a mail server is waited for

void Settings(const CallPtr& call) {
  identity_v1::GetMailSettingsRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kGetMailSettings, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::MailSettings& settings) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(settings));
      });
}

void PutSettings(const CallPtr& call) {
  identity_v1::PutMailSettingsRequest request;
  if (const auto problem =
          ReadProtoJson(call->request(), true, *request.mutable_settings(), {"configured"}))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kPutMailSettings, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::MailSettings& settings) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(settings));
      });
}

// --- administration ---

void State(const CallPtr& call) {
  identity_v1::GetMailStateRequest request;
  request.set_tenant(call->who().tenant);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kGetMailState, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::MailState& state) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Json(200, ProtoJson(state));
                              });
}

void Test(const CallPtr& call) {
  identity_v1::SendTestMailRequest request;
  request.set_tenant(call->who().tenant);
  *request.mutable_actor() = ActorOf(*call);
  CallOptions options = call->Upstream();
  options.timeout = kTestPatience;
  call->Waits();
  call->api().identity().Call(methods::kSendTestMail, request, options,
                              [call](const Reply& reply, const identity_v1::TestMail& test) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Json(200, ProtoJson(test));
                              });
}

void Retry(const CallPtr& call) {
  identity_v1::RetryMailRequest request;
  request.set_tenant(call->who().tenant);
  request.set_id(call->Param("id"));
  call->api().identity().Call(methods::kRetryMail, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::RetryMailResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Send({204, {}, {}});
                              });
}

// --- without signing in: the token of the mail says whose and what ---

// Programs that look at links do not press buttons: only POST changes something (RFC 8058).
void Unsubscribe(const CallPtr& call, bool apply) {
  identity_v1::UnsubscribeRequest request;
  request.set_token(call->Query("token"));
  request.set_apply(apply);
  call->api().identity().Call(
      methods::kUnsubscribe, request, call->Upstream(),
      [call, apply](const Reply& reply, const identity_v1::Unsubscribed& done) {
        if (reply.status.code() == StatusCode::kNotFound)
          return call->Send(HtmlPage(404, "Not known",
                                     "<p>This link is not of a mail from here. "
                                     "<a href=\"/app/settings/mail\">Settings</a></p>\n"));
        if (!reply.ok())
          return call->Send(HtmlPage(503, "Not available", "<p>Try again in a minute.</p>\n"));
        std::string main = "<p role=\"status\">" + EscapeHtml(done.text()) + "</p>\n";
        if (!apply)
          main +=
              "<form method=\"post\">\n<input type=\"hidden\" name=\"List-Unsubscribe\" "
              "value=\"One-Click\">\n<button type=\"submit\">" +
              EscapeHtml(done.button()) + "</button>\n</form>\n";
        main += "<p><a href=\"/app/settings/mail\">" + EscapeHtml(done.settings()) + "</a></p>\n";
        call->Send(HtmlPage(200, done.title(), main));
      });
}

}  // namespace

void AddMailRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "GET", "/v1/me/mail", Action::kSelf, &Settings);
  api->Add(router, "PUT", "/v1/me/mail", Action::kSecurity, &PutSettings, kMaxBody);
  api->Add(router, "GET", "/v1/mail", Action::kManageTenant, &State);
  api->Add(router, "POST", "/v1/mail/test", Action::kManageTenant, &Test, kMaxBody);
  api->Add(router, "POST", "/v1/mail/{id}/retry", Action::kManageTenant, &Retry, kMaxBody);
  api->AddOpen(router, "GET", "/unsubscribe",
               [](const CallPtr& call) { Unsubscribe(call, false); });
  api->AddOpen(
      router, "POST", "/unsubscribe", [](const CallPtr& call) { Unsubscribe(call, true); },
      kMaxBody);
}

}  // namespace assay::gateway
