#include "lms/gateway/json_accounts.h"
#include "lms/gateway/replies.h"
#include "lms/gateway/routes.h"
#include "lms/gateway/sign_in.h"

// Invitations, and the import of rosters.
namespace assay::gateway {
namespace {

constexpr size_t kMaxBody = 8192;
constexpr size_t kMaxTable = size_t{1} << 20U;

std::string InvitationPage(const Call& call) {
  return call.api().PublicUrl(call.request()) + "/app/invitation";
}

// Somebody new with one role: for who may give it. Administrators, people without a course, and
// links for people who are there: for who manages people.
Verdict MayInvite(const Principal& who, const identity_v1::InviteRequest& request) {
  const identity_v1::Person& person = request.person();
  if (!person.id().empty() || person.administrator() || person.roles().empty())
    return MayIn(who, Action::kManagePeople, "");
  const identity_v1::CourseRole& role = person.roles(0);
  return permissions::MayGive(who, static_cast<Role>(static_cast<int>(role.role()) - 1),
                              role.course());
}

// Identity speaks of "person.email"; in the body it is "email".
Reply AsInBody(const Reply& reply) {
  constexpr std::string_view kPerson = "person.";
  const std::string& message = reply.status.message();
  if (!message.starts_with(kPerson)) return reply;
  return {{reply.status.code(), message.substr(kPerson.size())}, reply.retry_after_seconds};
}

void Invite(const CallPtr& call) {
  identity_v1::InviteRequest request;
  if (const auto problem = ReadInvite(call->request(), request)) return call->Fail(*problem);
  const Verdict verdict = MayInvite(call->who(), request);
  if (!verdict.allowed) return call->Forbid(verdict);
  request.mutable_person()->set_tenant(call->who().tenant);
  *request.mutable_actor() = ActorOf(*call);
  call->api().identity().Call(methods::kInvite, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::InviteResponse& made) {
                                if (!reply.ok()) return call->Fail(AsInBody(reply));
                                call->Json(201, ToJson(made, InvitationPage(*call)));
                              });
}

void ListInvitations(const CallPtr& call) {
  identity_v1::ListInvitationsRequest request;
  request.set_tenant(call->who().tenant);
  request.set_course(call->Query("course"));
  const Action action = request.course().empty() ? Action::kManagePeople : Action::kManageRoster;
  const Verdict verdict = MayIn(call->who(), action, request.course());
  if (!verdict.allowed) return call->Forbid(verdict);
  call->api().identity().Call(
      methods::kListInvitations, request, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListInvitationsResponse& invitations) {
        if (!reply.ok()) return call->Fail(reply);
        call->Json(200, ToJson(invitations));
      });
}

// Whose they are is not in the address: only who manages people, or who made it among those of a
// course that they manage.
void RevokeInvitation(const CallPtr& call) {
  const std::string course = call->Query("course");
  const Action action = course.empty() ? Action::kManagePeople : Action::kManageRoster;
  const Verdict verdict = MayIn(call->who(), action, course);
  if (!verdict.allowed) return call->Forbid(verdict);
  identity_v1::ListInvitationsRequest list;
  list.set_tenant(call->who().tenant);
  list.set_course(course);
  call->api().identity().Call(
      methods::kListInvitations, list, call->Upstream(),
      [call](const Reply& reply, const identity_v1::ListInvitationsResponse& invitations) {
        if (!reply.ok()) return call->Fail(reply);
        bool found = false;
        for (const auto& one : invitations.invitations())
          found = found || one.id() == call->Param("id");
        if (!found) return call->Fail(Reply{NotFound("no invitation " + call->Param("id")), 0});
        identity_v1::RevokeInvitationRequest request;
        request.set_tenant(call->who().tenant);
        request.set_id(call->Param("id"));
        *request.mutable_actor() = ActorOf(*call);
        call->api().identity().Call(
            methods::kRevokeInvitation, request, call->Upstream(),
            [call](const Reply& revoked, const identity_v1::RevokeInvitationResponse&) {
              if (!revoked.ok()) return call->Fail(revoked);
              call->Send({204, {}, {}});
            });
      });
}

// A link that is none looks like a guess: it is counted as wrong tokens are.
bool TooManyWrong(const CallPtr& call, const Reply& reply) {
  const auto& failures = call->api().parts().failures;
  if (reply.status.code() != StatusCode::kNotFound || !failures) return false;
  const limits::Decision decision = failures->Take(call->request().peer);
  if (decision.allowed) return false;
  call->Fail(Problem{429, "too many wrong links", {}, SecondsUp(decision.retry_after)});
  return true;
}

void DescribeInvitation(const CallPtr& call) {
  identity_v1::DescribeInvitationRequest request;
  if (const auto problem = ReadOne(call->request(), "invitation", *request.mutable_secret()))
    return call->Fail(*problem);
  call->api().identity().Call(methods::kDescribeInvitation, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::Invitation& found) {
                                if (TooManyWrong(call, reply)) return;
                                if (!reply.ok()) return call->Fail(reply);
                                call->Json(200, ToJson(found));
                              });
}

void AcceptInvitation(const CallPtr& call) {
  identity_v1::AcceptInvitationRequest request;
  if (const auto problem = ReadAccept(call->request(), request)) return call->Fail(*problem);
  *request.mutable_client() = ClientOf(call->request());
  call->api().identity().Call(methods::kAcceptInvitation, request, call->Upstream(),
                              [call](const Reply& reply, const identity_v1::SignInResponse& done) {
                                if (TooManyWrong(call, reply)) return;
                                AnswerSignIn(call, reply, done);
                              });
}

ApiHandler Import(bool apply) {
  return [apply](const CallPtr& call) {
    const std::string& course = call->Param("course");
    const Verdict verdict = MayIn(call->who(), Action::kManageRoster, course);
    if (!verdict.allowed) return call->Forbid(verdict);
    if (!call->request().Header("Content-Type").starts_with("text/csv"))
      return call->Fail(Problem{415, "send a table: text/csv", {}, 0});
    const std::string skip = call->Query("skip_wrong");
    if (!skip.empty() && skip != "true" && skip != "false")
      return call->Fail(BadField("skip_wrong", "is true or false"));
    const std::string mail = call->Query("mail");
    if (!mail.empty() && mail != "true" && mail != "false")
      return call->Fail(BadField("mail", "is true or false"));
    identity_v1::ImportRosterRequest request;
    request.set_tenant(call->who().tenant);
    request.set_course(course);
    request.set_table(call->request().body);
    for (int role = 0; role < permissions::kRoles; ++role)
      if (permissions::MayGive(call->who(), static_cast<Role>(role), course).allowed)
        request.add_may_give(static_cast<identity_v1::Role>(role + 1));
    request.set_apply(apply);
    request.set_skip_wrong(skip == "true");
    request.set_without_mail(mail == "false");
    *request.mutable_actor() = ActorOf(*call);
    call->api().identity().Call(
        methods::kImportRoster, request, call->Upstream(),
        [call](const Reply& reply, const identity_v1::ImportRosterResponse& roster) {
          if (!reply.ok()) return call->Fail(reply);
          call->Json(200, ToJson(roster, InvitationPage(*call)));
        });
  };
}

}  // namespace

void AddPeopleRoutes(http::Router& router, const ApiPtr& api) {
  api->Add(router, "POST", "/v1/invitations", Action::kManageRoster, &Invite, kMaxBody);
  api->Add(router, "GET", "/v1/invitations", Action::kManageRoster, &ListInvitations);
  api->Add(router, "DELETE", "/v1/invitations/{id}", Action::kManageRoster, &RevokeInvitation);
  api->AddOpen(router, "POST", "/v1/invitations/describe", &DescribeInvitation, kMaxBody);
  api->AddOpen(router, "POST", "/v1/invitations/accept", &AcceptInvitation, kMaxBody);
  api->Add(router, "POST", "/v1/courses/{course}/roster/preview", Action::kManageRoster,
           Background(Import(false)), kMaxTable);
  api->Add(router, "POST", "/v1/courses/{course}/roster/import", Action::kManageRoster,
           Background(Import(true)), kMaxTable);
}

}  // namespace assay::gateway
