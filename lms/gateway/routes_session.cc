#include "lms/gateway/browser.h"
#include "lms/gateway/json_accounts.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// Signing in with a password, and what belongs to one's own account. A browser's session is a
// cookie that no script sees; its requests that change something carry X-CSRF-Token (Api::Add sees
// to it).
namespace assay::gateway {
namespace {

constexpr int kSessionCookieSeconds = 14 * 86'400;  // the server ends it earlier
constexpr int kBrowserCookieSeconds = 180 * 86'400;
constexpr size_t kMaxBody = 8192;

void SignIn(const CallPtr& call) {
  if (FromElsewhere(call)) return;
  identity_v1::SignInRequest request;
  if (const auto problem = ReadSignIn(call->request(), request)) return call->Fail(*problem);
  *request.mutable_client() = ClientOf(call->request());
  request.set_browser(Printable(CookieOf(call->request(), kBrowserCookie), 100));
  call->api().identity().Call(methods::kSignIn, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::SignInResponse& done) {
                                AnswerSignIn(call, reply, done);
                              });
}

void SignInWithCode(const CallPtr& call) {
  if (FromElsewhere(call)) return;
  identity_v1::SignInWithCodeRequest request;
  if (const auto problem = ReadCode(call->request(), request)) return call->Fail(*problem);
  *request.mutable_client() = ClientOf(call->request());
  call->api().identity().Call(methods::kSignInWithCode, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::SignInResponse& done) {
                                AnswerSignIn(call, reply, done);
                              });
}

// Of a session also the moment at which its secret is replaced, when it is time.
void GetSession(const CallPtr& call) {
  const std::string secret = SessionSecretOf(call->request());
  if (call->who().csrf_token.empty() || secret.empty())
    return call->Json(200, SessionToJson(call->who()));
  identity_v1::RotateSessionRequest request;
  request.set_secret(secret);
  call->api().identity().Call(
      methods::kRotateSession, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::RotateSessionResponse& rotated) {
        if (reply.status.code() == StatusCode::kUnauthenticated) return call->Fail(reply);
        http::Headers headers;
        if (reply.ok() && !rotated.secret().empty())
          headers.emplace_back("Set-Cookie", SetSessionCookie(call->request(), rotated.secret(),
                                                              kSessionCookieSeconds));
        call->Json(200, SessionToJson(call->who()), std::move(headers));
      });
}

void Revoke(const CallPtr& call, const std::string& id, const std::string& except,
            http::Headers headers) {
  identity_v1::RevokeSessionRequest request;
  request.set_person(call->who().id);
  request.set_id(id);
  request.set_except(except);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kRevokeSession, request, call->Upstream(),
                              [call, headers = std::move(headers)](
                                  const Reply& reply, const identity_v1::RevokeSessionResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->api().parts().authenticator->ForgetPerson(call->who().id);
                                call->Send({204, headers, {}});
                              });
}

void SignOut(const CallPtr& call) {
  if (call->who().csrf_token.empty())
    return call->Fail(Problem{409, "this is a token; revoke it by DELETE /v1/me/token", {}, 0});
  Revoke(call, call->who().token_id, "",
         {{"Set-Cookie", SetCookie(kSessionCookie, "", 0)},
          {"Set-Cookie", SetFrameCookie(kFrameCookie, "", 0)},
          {"Set-Cookie", SetFrameCookie(kFramedByCookie, "", 0)},
          {"Clear-Site-Data", "\"cache\", \"storage\""}});
}

void ListSessions(const CallPtr& call) {
  identity_v1::ListSessionsRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kListSessions, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListSessionsResponse& sessions) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(sessions, call->who().token_id));
      });
}

void ChangePassword(const CallPtr& call) {
  identity_v1::ChangePasswordRequest request;
  if (const auto problem = ReadPasswordChange(call->request(), request))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  request.set_keep_session(call->who().token_id);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kChangePassword, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::ChangePasswordResponse&) {
                                if (WrongPassword(call, reply, "current")) return;
                                if (!reply.ok()) return call->Fail(reply);
                                call->api().parts().authenticator->ForgetPerson(call->who().id);
                                call->Send({204, {}, {}});
                              });
}

void GetSecondFactor(const CallPtr& call) {
  identity_v1::GetSecondFactorRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(methods::kGetSecondFactor, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::SecondFactor& factor) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Json(200, ToJson(factor));
                              });
}

void StartSecondFactor(const CallPtr& call) {
  identity_v1::StartSecondFactorRequest request;
  if (const auto problem = ReadOne(call->request(), "password", *request.mutable_password()))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kStartSecondFactor, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::StartSecondFactorResponse& started) {
        if (WrongPassword(call, reply, "password")) return;
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(started));
      });
}

void ConfirmSecondFactor(const CallPtr& call) {
  identity_v1::ConfirmSecondFactorRequest request;
  if (const auto problem = ReadOne(call->request(), "code", *request.mutable_code()))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kConfirmSecondFactor, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ConfirmSecondFactorResponse& confirmed) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(confirmed));
      });
}

void DropSecondFactor(const CallPtr& call) {
  identity_v1::DropSecondFactorRequest request;
  if (const auto problem = ReadOne(call->request(), "password", *request.mutable_password()))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kDropSecondFactor, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::DropSecondFactorResponse&) {
                                if (WrongPassword(call, reply, "password")) return;
                                if (!reply.ok()) return call->Fail(reply);
                                call->Send({204, {}, {}});
                              });
}

void ListTokens(const CallPtr& call) {
  identity_v1::ListTokensRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kListTokens, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListTokensResponse& tokens) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(tokens));
      });
}

void CreateToken(const CallPtr& call) {
  identity_v1::CreateTokenRequest request;
  if (const auto problem = ReadNewToken(call->request(), request)) return call->Fail(*problem);
  request.set_person(call->who().id);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kCreateToken, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::CreateTokenResponse& created) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(201, NewTokenToJson(created));
      });
}

void RevokeToken(const CallPtr& call) {
  identity_v1::RevokeTokenRequest request;
  request.set_person(call->who().id);
  request.set_id(call->Param("id"));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kRevokeToken, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::RevokeTokenResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->api().parts().authenticator->ForgetPerson(call->who().id);
                                call->Send({204, {}, {}});
                              });
}

}  // namespace

identity_v1::Actor ActorOf(const Call& call) {
  identity_v1::Actor actor;
  actor.set_person(call.who().id);
  actor.set_address(call.request().peer);
  return actor;
}

identity_v1::Client ClientOf(const http::Request& request) {
  identity_v1::Client client;
  client.set_address(request.peer);
  client.set_agent(Printable(request.Header("User-Agent"), 300));
  return client;
}

bool WrongPassword(const CallPtr& call, const Reply& reply, const char* field) {
  if (reply.status.code() != StatusCode::kUnauthenticated) return false;
  call->Fail(BadField(field, reply.status.message()));
  return true;
}

bool FromElsewhere(const CallPtr& call) {
  if (!FromAnotherSite(call->request(), call->api().PublicUrl(call->request()))) return false;
  call->Fail(Problem{403, "this request was not made by a page of this server", {}, 0});
  return true;
}

http::Headers SignInCookies(const identity_v1::SignInResponse& done) {
  return {{"Set-Cookie", SetCookie(kSessionCookie, done.secret(), kSessionCookieSeconds)},
          {"Set-Cookie", SetCookie(kBrowserCookie, done.browser(), kBrowserCookieSeconds)}};
}

void AnswerSignIn(const CallPtr& call, const Reply& reply,
                  const identity_v1::SignInResponse& done) {
  if (!reply.ok()) return call->Fail(reply);
  if (!done.ticket().empty()) return call->Json(200, TicketToJson(done.ticket()));
  if (done.secret().empty()) return call->Json(200, PasswordSetToJson());
  // As what it is from now on: the same words as GET /v1/session has.
  call->api().parts().authenticator->Authenticate(
      done.secret(), call->traceparent(),
      [call, done](const Reply& who_reply, const Authenticator::PrincipalPtr& who) {
        if (!who) return call->Fail(who_reply);
        call->Json(200, SessionToJson(*who), SignInCookies(done));
      });
}

void AddSessionRoutes(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "POST", "/v1/session", &SignIn, kMaxBody);
  api->AddOpen(router, "POST", "/v1/session/code", &SignInWithCode, kMaxBody);
  api->Add(router, "GET", "/v1/session", Action::kSelf, &GetSession);
  api->Add(router, "DELETE", "/v1/session", Action::kSelf, &SignOut);
  api->Add(router, "GET", "/v1/sessions", Action::kTokens, &ListSessions);
  api->Add(router, "DELETE", "/v1/sessions", Action::kSecurity,
           [](const CallPtr& call) { Revoke(call, "", call->who().token_id, {}); });
  api->Add(router, "DELETE", "/v1/sessions/{id}", Action::kSecurity,
           [](const CallPtr& call) { Revoke(call, call->Param("id"), "", {}); });
  api->Add(router, "POST", "/v1/password", Action::kSecurity, &ChangePassword, kMaxBody);
  api->Add(router, "GET", "/v1/second-factor", Action::kSecurity, &GetSecondFactor);
  api->Add(router, "POST", "/v1/second-factor", Action::kSecurity, &StartSecondFactor, kMaxBody);
  api->Add(router, "POST", "/v1/second-factor/confirm", Action::kSecurity, &ConfirmSecondFactor,
           kMaxBody);
  api->Add(router, "POST", "/v1/second-factor/remove", Action::kSecurity, &DropSecondFactor,
           kMaxBody);
  api->Add(router, "GET", "/v1/tokens", Action::kTokens, &ListTokens);
  api->Add(router, "POST", "/v1/tokens", Action::kSecurity, &CreateToken, kMaxBody);
  api->Add(router, "DELETE", "/v1/tokens/{id}", Action::kTokens, &RevokeToken);
}

}  // namespace assay::gateway
