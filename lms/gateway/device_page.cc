#include <algorithm>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"
#include "common/http/url.h"
#include "lms/gateway/browser.h"
#include "lms/gateway/html.h"
#include "lms/gateway/methods.h"
#include "lms/gateway/routes.h"

// Where a person allows a device that shows a code (RFC 8628, section 3.3). They sign in with a
// token of theirs, which stays in a cookie that scripts and other sites never see.
namespace assay::gateway {
namespace {

constexpr size_t kMaxForm = 8192;
constexpr size_t kMaxUserCode = 40;

// Known to pages of this server for this person alone, the same on each replica, and of no use
// without the cookie.
std::string CsrfOf(const std::string& token) {
  return crypto::Base64UrlEncode(crypto::HmacSha256(token, "assay device page"));
}

bool SameText(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (size_t i = 0; i < a.size(); ++i)
    difference = static_cast<unsigned char>(difference | (a[i] ^ b[i]));
  return difference == 0;
}

// --- the pages ---

std::string Alert(std::string_view text) {
  return text.empty() ? std::string() : "<p role=\"alert\">" + EscapeHtml(text) + "</p>\n";
}

void SignInPage(const CallPtr& call, const std::string& user_code, std::string_view alert,
                int status = 200) {
  const std::string main =
      Alert(alert) +
      "<p>A program asks to act for you. Sign in with a token of yours to look at its "
      "request.</p>\n"
      "<form method=\"post\" action=\"/device\">\n"
      "<input type=\"hidden\" name=\"action\" value=\"sign_in\">\n"
      "<input type=\"hidden\" name=\"user_code\" value=\"" +
      EscapeHtml(user_code) +
      "\">\n<label for=\"token\">Token</label>\n"
      "<input id=\"token\" name=\"token\" type=\"password\" autocomplete=\"current-password\" "
      "required>\n<button type=\"submit\">Sign in</button>\n</form>\n";
  call->Send(HtmlPage(status, "Sign in", main));
}

void CodePage(const CallPtr& call, std::string_view alert, int status = 200) {
  const std::string main =
      Alert(alert) +
      "<form method=\"get\" action=\"/device\">\n"
      "<label for=\"user_code\">The code that your device shows</label>\n"
      "<input id=\"user_code\" name=\"user_code\" autocomplete=\"off\" "
      "autocapitalize=\"characters\" "
      "required maxlength=\"40\">\n<button type=\"submit\">Go on</button>\n</form>\n";
  call->Send(HtmlPage(status, "Connect a device", main));
}

std::string Wish(const std::string& scope) {
  if (scope == "submit") return "hand in submissions for you";
  if (scope == "read") return "see your submissions and results";
  if (scope == "manage") return "manage problems, rejudges and webhooks of your courses";
  if (scope == "admin") return "administer the platform";
  return scope;
}

void AskPage(const CallPtr& call, const std::string& token, const std::string& user_code,
             const identity_v1::DescribeDeviceResponse& device) {
  std::string wishes;
  for (const std::string& scope : device.scopes())
    wishes += "<li>" + EscapeHtml(Wish(scope)) + "</li>\n";
  const std::string main =
      "<p>You are signed in as " + EscapeHtml(call->who().name) + ". The program <strong>" +
      EscapeHtml(device.client()) + "</strong> with the code</p>\n<p class=\"code\">" +
      EscapeHtml(user_code) + "</p>\n<p>asks to:</p>\n<ul>\n" + wishes +
      "</ul>\n<p>Allow it only if you started it yourself and it shows this code now.</p>\n"
      "<form method=\"post\" action=\"/device\">\n"
      "<input type=\"hidden\" name=\"csrf\" value=\"" +
      CsrfOf(token) + "\">\n<input type=\"hidden\" name=\"user_code\" value=\"" +
      EscapeHtml(user_code) +
      "\">\n<button type=\"submit\" name=\"action\" value=\"allow\">Allow</button>\n"
      "<button type=\"submit\" name=\"action\" value=\"deny\">Deny</button>\n"
      "<button type=\"submit\" name=\"action\" value=\"sign_out\">Sign out</button>\n</form>\n";
  call->Send(HtmlPage(200, "Connect a device", main));
}

void FailPage(const CallPtr& call, const Reply& reply) {
  if (reply.status.code() == StatusCode::kNotFound)
    return CodePage(call, "This code is not known or has expired. Look at your device again.", 404);
  http::Response response =
      reply.status.code() == StatusCode::kResourceExhausted
          ? HtmlPage(429, "Too many codes", "<p>Too many wrong codes; wait some minutes.</p>\n")
          : HtmlPage(503, "Not available", "<p>Signing in is away just now; try again soon.</p>\n");
  response.headers.emplace_back("Retry-After",
                                std::to_string(std::max(2, reply.retry_after_seconds)));
  call->Send(std::move(response));
}

// --- what is done ---

// Goes on with the token of the cookie, or shows the form to sign in.
void WithPerson(const CallPtr& call, const std::string& user_code,
                std::function<void(const std::string& token)> next) {
  const std::string token = CookieOf(call->request(), kSessionCookie);
  if (token.empty()) return SignInPage(call, user_code, "");
  call->api().parts().authenticator->Authenticate(
      token, call->traceparent(),
      [call, token, user_code, next = std::move(next)](const Reply& reply,
                                                       const Authenticator::PrincipalPtr& who) {
        if (reply.status.code() == StatusCode::kUnauthenticated)
          return SignInPage(call, user_code, "Your sign-in has ended.");
        if (!who) return FailPage(call, reply);
        call->set_who(who);
        next(token);
      });
}

void Describe(const CallPtr& call, const std::string& user_code,
              std::function<void(const identity_v1::DescribeDeviceResponse&)> next) {
  identity_v1::DescribeDeviceRequest request;
  request.set_user_code(user_code);
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kDescribeDevice, request, call->Upstream(),
      [call, next = std::move(next)](const Reply& reply,
                                     const identity_v1::DescribeDeviceResponse& device) {
        if (!reply.ok()) return FailPage(call, reply);
        next(device);
      });
}

void SignIn(const CallPtr& call, const std::string& token, const std::string& user_code) {
  call->api().parts().authenticator->Authenticate(
      token, call->traceparent(),
      [call, token, user_code](const Reply& reply, const Authenticator::PrincipalPtr& who) {
        const auto& failures = call->api().parts().failures;
        if (reply.status.code() == StatusCode::kUnauthenticated) {
          if (failures && !failures->Take(call->request().peer).allowed)
            return SignInPage(call, user_code, "Too many attempts; wait a minute.", 429);
          return SignInPage(call, user_code, "This token is not known, has expired or was revoked.",
                            401);
        }
        if (!who) return FailPage(call, reply);
        http::Response response{303, {}, {}};
        response.headers = {{"Location", "/device?user_code=" + http::PercentEncode(user_code)},
                            {"Set-Cookie", SetCookie(kSessionCookie, token, 3600)},
                            {"Cache-Control", "no-store"}};
        call->Send(std::move(response));
      });
}

void Decide(const CallPtr& call, const std::string& user_code, bool allow) {
  identity_v1::DecideDeviceRequest request;
  request.set_user_code(user_code);
  request.set_person(call->who().id);
  request.set_allow(allow);
  call->api().identity().Call(
      methods::kDecideDevice, request, call->Upstream(),
      [call, allow](const Reply& reply, const identity_v1::DecideDeviceResponse&) {
        if (!reply.ok()) return FailPage(call, reply);
        call->Send(HtmlPage(200, allow ? "Allowed" : "Denied",
                            allow ? "<p>The device is connected. You may close this page.</p>\n"
                                  : "<p>The device was refused. You may close this page.</p>\n"));
      });
}

// A token may not give away more than it has itself.
bool Covers(const Principal& who, const identity_v1::DescribeDeviceResponse& device) {
  const uint8_t asked = ParseScopes({device.scopes().begin(), device.scopes().end()});
  return (who.scopes & kAdminScope) != 0 || (asked & ~who.scopes) == 0;
}

// What a signed-in person pressed.
void Act(const CallPtr& call, const std::string& action, const std::string& user_code) {
  if (action == "sign_out") {
    http::Response response{303, {}, {}};
    response.headers = {{"Location", "/device"}, {"Set-Cookie", SetCookie(kSessionCookie, "", 0)}};
    return call->Send(std::move(response));
  }
  if (action == "deny") return Decide(call, user_code, false);
  if (action != "allow") return CodePage(call, "", 400);
  Describe(call, user_code, [call, user_code](const auto& device) {
    if (Covers(call->who(), device)) return Decide(call, user_code, true);
    call->Send(HtmlPage(403, "Refused",
                        "<p>The program asks for more than your token allows. Sign in with one "
                        "that has these scopes.</p>\n"));
  });
}

void Post(const CallPtr& call) {
  const auto form = http::ParseForm(call->request().body);
  if (!form.ok() || FromAnotherSite(call->request(), call->api().PublicUrl(call->request())))
    return call->Send(HtmlPage(403, "Refused", "<p>This form did not come from here.</p>\n"));
  const auto get = [&form](std::string_view name) {
    for (const auto& [key, value] : *form)
      if (key == name) return value;
    return std::string();
  };
  const std::string action = get("action");
  const std::string user_code = get("user_code").substr(0, kMaxUserCode);
  const std::string csrf = get("csrf");
  if (action == "sign_in") return SignIn(call, get("token"), user_code);
  WithPerson(call, user_code, [call, action, user_code, csrf](const std::string& token) {
    if (SameText(csrf, CsrfOf(token))) return Act(call, action, user_code);
    call->Send(HtmlPage(403, "Refused", "<p>This form has expired; go back.</p>\n"));
  });
}

}  // namespace

void AddDevicePage(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "GET", "/device", [](const CallPtr& call) {
    const std::string user_code = call->Query("user_code").substr(0, kMaxUserCode);
    WithPerson(call, user_code, [call, user_code](const std::string& token) {
      if (user_code.empty()) return CodePage(call, "");
      Describe(call, user_code, [call, token, user_code](const auto& device) {
        AskPage(call, token, user_code, device);
      });
    });
  });
  api->AddOpen(router, "POST", "/device", &Post, kMaxForm);
}

}  // namespace assay::gateway
