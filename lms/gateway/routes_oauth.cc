#include "common/http/url.h"
#include "lms/gateway/json_out.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/routes.h"

// The device authorization grant (RFC 8628), for command lines and editors: bodies are forms,
// errors are those of RFC 6749, section 5.2.
namespace assay::gateway {
namespace {

constexpr std::string_view kGrant = "urn:ietf:params:oauth:grant-type:device_code";

class Form {
 public:
  static Result<Form> Read(const http::Request& request) {
    if (!request.Header("Content-Type").starts_with("application/x-www-form-urlencoded"))
      return InvalidArgument("send a form: application/x-www-form-urlencoded");
    Form form;
    ASSAY_ASSIGN_OR_RETURN(form.pairs_, http::ParseForm(request.body));
    return form;
  }
  std::string Get(std::string_view name) const {
    for (const auto& [key, value] : pairs_)
      if (key == name) return value;
    return {};
  }

 private:
  http::Pairs pairs_;
};

void Refuse(const CallPtr& call, const std::string& error, const std::string& description,
            int status = 400) {
  call->Json(status, OauthError(error, description), {{"Cache-Control", "no-store"}});
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    if (!word.empty()) words.emplace_back(word);
    text.remove_prefix(std::min(text.size(), word.size() + 1));
  }
  return words;
}

void Away(const CallPtr& call, const Reply& reply) {
  http::Headers headers = {{"Cache-Control", "no-store"}, {"Retry-After", "2"}};
  call->api().logger().Warning("identity failed", {log::Field(reply.status)});
  call->Json(503, OauthError("temporarily_unavailable", "try again soon"), std::move(headers));
}

void StartDevice(const CallPtr& call) {
  const auto form = Form::Read(call->request());
  if (!form.ok()) return Refuse(call, "invalid_request", form.status().message());
  identity_v1::StartDeviceRequest request;
  request.set_client(form->Get("client_id"));
  for (std::string& scope : Words(form->Get("scope"))) request.add_scopes(std::move(scope));
  if (request.client().empty()) return Refuse(call, "invalid_request", "client_id is needed");
  call->api().identity().Call(
      methods::kStartDevice, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::StartDeviceResponse& started) {
        if (reply.status.code() == StatusCode::kInvalidArgument)
          return Refuse(call, "invalid_scope", reply.status.message());
        if (!reply.ok()) return Away(call, reply);
        const std::string page = call->api().PublicUrl(call->request()) + "/device";
        call->Json(200, ToJson(started, page), {{"Cache-Control", "no-store"}});
      });
}

// The message of identity is the OAuth error.
bool IsPollError(const std::string& message) {
  return message == "authorization_pending" || message == "slow_down" ||
         message == "access_denied" || message == "expired_token";
}

void Token(const CallPtr& call) {
  const auto form = Form::Read(call->request());
  if (!form.ok()) return Refuse(call, "invalid_request", form.status().message());
  if (form->Get("grant_type") != kGrant)
    return Refuse(call, "unsupported_grant_type", "the only one is " + std::string(kGrant));
  identity_v1::PollDeviceRequest request;
  request.set_device_code(form->Get("device_code"));
  if (request.device_code().empty())
    return Refuse(call, "invalid_request", "device_code is needed");
  call->api().identity().Call(
      methods::kPollDevice, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::CreateTokenResponse& token) {
        if (reply.ok()) return call->Json(200, ToJson(token), {{"Cache-Control", "no-store"}});
        if (IsPollError(reply.status.message())) return Refuse(call, reply.status.message(), "");
        if (reply.status.code() == StatusCode::kInvalidArgument ||
            reply.status.code() == StatusCode::kNotFound)
          return Refuse(call, "invalid_grant", "the device code is not known");
        Away(call, reply);
      });
}

}  // namespace

void AddOauthRoutes(http::Router& router, const ApiPtr& api) {
  constexpr size_t kMaxForm = 8192;
  api->AddOpen(router, "POST", "/oauth/device_authorization", &StartDevice, kMaxForm);
  api->AddOpen(router, "POST", "/oauth/token", &Token, kMaxForm);
}

}  // namespace assay::gateway
