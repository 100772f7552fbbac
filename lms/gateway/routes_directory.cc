#include "lms/gateway/json_accounts.h"
#include "lms/gateway/json_in.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// The people of the organisation, for administrators: who they are, their roles, whether they may
// come in; where they are signed in, and their tokens.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = size_t{256} << 10U;  // a thousand roles

void List(const CallPtr& call) {
  PageQuery page;
  if (const auto problem = ReadPage(call->request(), {"query"}, page)) return call->Fail(*problem);
  identity_v1::ListPeopleRequest request;
  request.set_tenant(call->who().tenant);
  request.set_query(call->Query("query"));
  request.set_page_size(page.page_size);
  request.set_page_token(page.page_token);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kListPeople, request, call->Upstream(),
                              SendPage<identity_v1::ListPeopleResponse>(call));
}

// Nobody of another tenant is found: what is asked about them goes on from here.
void Find(const CallPtr& call, std::function<void(const identity_v1::Person&)> next) {
  identity_v1::GetPersonRequest request;
  request.set_tenant(call->who().tenant);
  request.set_person(call->Param("id"));
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(
      methods::kGetPerson, request, call->Upstream(),
      [call, next = std::move(next)](const Reply& reply, const identity_v1::Person& person) {
        if (!reply.ok()) return call->Fail(reply);
        next(person);
      });
}

void Get(const CallPtr& call) {
  Find(call,
       [call](const identity_v1::Person& person) { call->Json(200, OrganisationPerson(person)); });
}

// What they hold is asked about anew: this gateway believes nothing that is over.
void Forget(const CallPtr& call) {
  call->api().parts().authenticator->ForgetPerson(call->Param("id"));
}

void Put(const CallPtr& call) {
  identity_v1::PutPersonRequest request;
  if (const auto problem = ReadPerson(call->request(), *request.mutable_person()))
    return call->Fail(*problem);
  request.mutable_person()->set_id(call->Param("id"));
  request.mutable_person()->set_tenant(call->who().tenant);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kPutPerson, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::Person& person) {
                                if (!reply.ok()) return call->Fail(reply);
                                Forget(call);
                                call->Json(200, OrganisationPerson(person));
                              });
}

void ListTokens(const CallPtr& call) {
  Find(call, [call](const identity_v1::Person& person) {
    identity_v1::ListTokensRequest request;
    request.set_person(person.id());
    call->api().identity().Call(methods::kListTokens, request, call->Upstream(),
                                SendJson<identity_v1::ListTokensResponse>(call));
  });
}

void RevokeToken(const CallPtr& call) {
  Find(call, [call](const identity_v1::Person& person) {
    identity_v1::RevokeTokenRequest request;
    request.set_person(person.id());
    request.set_id(call->Param("token"));
    *request.mutable_actor() = ActorOf(*call);
    call->api().identity().Call(methods::kRevokeToken, request, call->Upstream(),
                                [call](const Reply& reply, identity_v1::RevokeTokenResponse&) {
                                  if (!reply.ok()) return call->Fail(reply);
                                  Forget(call);
                                  call->Send({204, {}, {}});
                                });
  });
}

void ListSessions(const CallPtr& call) {
  Find(call, [call](const identity_v1::Person& person) {
    identity_v1::ListSessionsRequest request;
    request.set_person(person.id());
    call->api().identity().Call(
        methods::kListSessions, request, call->Upstream(),
        [call](const Reply& reply, const identity_v1::ListSessionsResponse& sessions) {
          if (!reply.ok()) return call->Fail(reply);
          call->Json(200, ToJson(sessions, call->who().token_id));
        });
  });
}

// One session; or all of them, where the address names none.
void RevokeSessions(const CallPtr& call) {
  Find(call, [call](const identity_v1::Person& person) {
    identity_v1::RevokeSessionRequest request;
    request.set_person(person.id());
    request.set_id(call->Param("session"));
    *request.mutable_actor() = ActorOf(*call);
    call->api().identity().Call(methods::kRevokeSession, request, call->Upstream(),
                                [call](const Reply& reply, identity_v1::RevokeSessionResponse&) {
                                  if (!reply.ok()) return call->Fail(reply);
                                  Forget(call);
                                  call->Send({204, {}, {}});
                                });
  });
}

}  // namespace

void AddDirectoryRoutes(http::Router& router, const ApiPtr& api) {
  const std::string one = "/v1/people/{id}";
  api->Add(router, "GET", "/v1/people", Action::kReadPeople, &List);
  api->Add(router, "GET", one, Action::kReadPeople, &Get);
  api->Add(router, "PUT", one, Action::kManagePeople, &Put, kMaxBody);
  api->Add(router, "GET", one + "/tokens", Action::kManagePeople, &ListTokens);
  api->Add(router, "DELETE", one + "/tokens/{token}", Action::kManagePeople, &RevokeToken);
  api->Add(router, "GET", one + "/sessions", Action::kManagePeople, &ListSessions);
  api->Add(router, "DELETE", one + "/sessions", Action::kManagePeople, &RevokeSessions);
  api->Add(router, "DELETE", one + "/sessions/{session}", Action::kManagePeople, &RevokeSessions);
}

}  // namespace assay::gateway
