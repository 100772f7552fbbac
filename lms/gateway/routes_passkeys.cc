#include "lms/gateway/json_accounts.h"
#include "lms/gateway/methods_passkeys.h"
#include "lms/gateway/proto_json.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// Passkeys (WebAuthn): one's own, and signing in with one.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = size_t{64} << 10U;

std::string Origin(const Call& call) { return call.api().PublicUrl(call.request()); }

void List(const CallPtr& call) {
  identity_v1::ListPasskeysRequest request;
  request.set_person(call->who().id);
  call->api().identity().Call(
      methods::kListPasskeys, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListPasskeysResponse& passkeys) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(passkeys));
      });
}

void Start(const CallPtr& call) {
  identity_v1::StartPasskeyRequest request;
  if (const auto problem = ReadProtoJson(call->request(), true, request, {"person", "origin"}))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  request.set_origin(Origin(*call));
  call->api().identity().Call(
      methods::kStartPasskey, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::PasskeyOptions& options) {
        if (WrongPassword(call, reply, "password")) return;
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(options));
      });
}

void Finish(const CallPtr& call) {
  identity_v1::FinishPasskeyRequest request;
  if (const auto problem = ReadProtoJson(call->request(), true, *request.mutable_passkey()))
    return call->Fail(*problem);
  request.set_origin(Origin(*call));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kFinishPasskey, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::Passkey& passkey) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Json(201, ProtoJson(passkey));
                              });
}

void Rename(const CallPtr& call) {
  identity_v1::RenamePasskeyRequest request;
  if (const auto problem = ReadOne(call->request(), "name", *request.mutable_name()))
    return call->Fail(*problem);
  request.set_person(call->who().id);
  request.set_id(call->Param("id"));
  call->api().identity().Call(methods::kRenamePasskey, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::RenamePasskeyResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Send({204, {}, {}});
                              });
}

void Remove(const CallPtr& call) {
  identity_v1::RemovePasskeyRequest request;
  request.set_person(call->who().id);
  request.set_id(call->Param("id"));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kRemovePasskey, request, call->Upstream(),
                              [call](const Reply& reply, identity_v1::RemovePasskeyResponse&) {
                                if (!reply.ok()) return call->Fail(reply);
                                call->Send({204, {}, {}});
                              });
}

// --- signing in ---

void StartSignIn(const CallPtr& call) {
  if (FromElsewhere(call)) return;
  identity_v1::StartPasskeySignInRequest request;
  request.set_origin(Origin(*call));
  call->api().identity().Call(
      methods::kStartPasskeySignIn, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::PasskeySignInOptions& options) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ProtoJson(options));
      });
}

void FinishSignIn(const CallPtr& call) {
  if (FromElsewhere(call)) return;
  identity_v1::FinishPasskeySignInRequest request;
  if (const auto problem = ReadProtoJson(call->request(), true, *request.mutable_answer()))
    return call->Fail(*problem);
  request.set_origin(Origin(*call));
  *request.mutable_client() = ClientOf(call->request());
  call->api().identity().Call(methods::kFinishPasskeySignIn, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::SignInResponse& done) {
                                AnswerSignIn(call, reply, done);
                              });
}

}  // namespace

void AddPasskeyRoutes(http::Router& router, const ApiPtr& api) {
  api->AddOpen(router, "POST", "/v1/session/passkey/options", &StartSignIn, kMaxBody);
  api->AddOpen(router, "POST", "/v1/session/passkey", &FinishSignIn, kMaxBody);
  api->Add(router, "GET", "/v1/passkeys", Action::kSecurity, &List);
  api->Add(router, "POST", "/v1/passkeys/options", Action::kSecurity, &Start, kMaxBody);
  api->Add(router, "POST", "/v1/passkeys", Action::kSecurity, &Finish, kMaxBody);
  api->Add(router, "PUT", "/v1/passkeys/{id}", Action::kSecurity, &Rename, kMaxBody);
  api->Add(router, "DELETE", "/v1/passkeys/{id}", Action::kSecurity, &Remove);
}

}  // namespace assay::gateway
