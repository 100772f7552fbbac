#pragma once

#include <google/protobuf/util/time_util.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "lms/gateway/test_services.h"

// For test_services.cc: identity in memory, and what its services share.
namespace assay::gateway {

using google::protobuf::util::TimeUtil;
using Context = grpc::CallbackServerContext;
using Unary = grpc::ServerUnaryReactor;

inline Unary* Answer(Context* context, const grpc::Status& status = grpc::Status::OK) {
  Unary* const reactor = context->DefaultReactor();
  reactor->Finish(status);
  return reactor;
}
inline grpc::Status Fail(grpc::StatusCode code, const std::string& message) {
  return {code, message};
}

struct Device {
  std::atomic<int> decision{0};
};

class FakeIdentity final : public identity_v1::IdentityService::CallbackService {
 public:
  FakeIdentity() {
    const std::vector<std::string> all = {"submit", "read", "manage", "admin"};
    Add("root", true, "", identity_v1::ROLE_UNSPECIFIED, all);
    Add("ines", false, "algo", identity_v1::ROLE_INSTRUCTOR, {"submit", "read", "manage"});
    Add("anna", false, "algo", identity_v1::ROLE_ASSISTANT, {"submit", "read"});
    Add("sam", false, "algo", identity_v1::ROLE_STUDENT, {"submit", "read"});
    Add("sue", false, "algo", identity_v1::ROLE_STUDENT, {"submit", "read"});
    Add("rob", false, "algo", identity_v1::ROLE_STUDENT, {"read"});
    Add("olga", false, "bio", identity_v1::ROLE_STUDENT, {"submit", "read"});
  }

  Unary* Authenticate(Context* context, const identity_v1::AuthenticateRequest* request,
                      identity_v1::Principal* answer) override {
    ++authentications;
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(request->token());
    if (found == people_.end())
      return Answer(context, Fail(grpc::StatusCode::UNAUTHENTICATED, "no such token"));
    *answer = found->second;
    return Answer(context);
  }
  Unary* RevokeToken(Context* context, const identity_v1::RevokeTokenRequest* request,
                     identity_v1::RevokeTokenResponse*) override {
    const std::lock_guard lock(mutex_);
    std::erase_if(people_, [&](const auto& one) { return one.second.token_id() == request->id(); });
    return Answer(context);
  }
  Unary* StartDevice(Context* context, const identity_v1::StartDeviceRequest* request,
                     identity_v1::StartDeviceResponse* answer) override {
    for (const std::string& scope : request->scopes())
      if (scope == "fly") return Answer(context, Fail(grpc::StatusCode::INVALID_ARGUMENT, "fly"));
    scopes_ = {request->scopes().begin(), request->scopes().end()};
    if (scopes_.empty()) scopes_ = {"submit", "read"};
    device.decision = 0;
    answer->set_device_code("device-code");
    answer->set_user_code("WDJB-MJHT");
    answer->set_expires_in_seconds(900);
    answer->set_interval_seconds(5);
    return Answer(context);
  }
  Unary* DescribeDevice(Context* context, const identity_v1::DescribeDeviceRequest* request,
                        identity_v1::DescribeDeviceResponse* answer) override {
    if (request->user_code() != "WDJB-MJHT")
      return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "no such code"));
    answer->set_client("<assay-cli>");
    for (const std::string& scope : scopes_) answer->add_scopes(scope);
    return Answer(context);
  }
  Unary* DecideDevice(Context* context, const identity_v1::DecideDeviceRequest* request,
                      identity_v1::DecideDeviceResponse*) override {
    device.decision = request->allow() ? 1 : 2;
    return Answer(context);
  }
  Unary* PollDevice(Context* context, const identity_v1::PollDeviceRequest* request,
                    identity_v1::CreateTokenResponse* answer) override {
    if (request->device_code() != "device-code")
      return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "expired_token"));
    if (device.decision == 0)
      return Answer(context, Fail(grpc::StatusCode::FAILED_PRECONDITION, "authorization_pending"));
    if (device.decision == 2)
      return Answer(context, Fail(grpc::StatusCode::PERMISSION_DENIED, "access_denied"));
    answer->set_secret(TestToken("sam"));
    *answer->mutable_token()->mutable_expires_at() =
        TimeUtil::SecondsToTimestamp(TimeUtil::GetCurrentTime().seconds() + 3600);
    answer->mutable_token()->add_scopes("submit");
    return Answer(context);
  }

  // Accounts: sam@algo.example signs in with "sam's password", tina with hers and the code 123456.
  Unary* SignIn(Context* context, const identity_v1::SignInRequest* request,
                identity_v1::SignInResponse* answer) override {
    if (request->email() == "busy@algo.example") {
      context->AddTrailingMetadata("retry-after", "30");
      return Answer(context, Fail(grpc::StatusCode::RESOURCE_EXHAUSTED, "too many wrong attempts"));
    }
    if (request->email() == "tina@algo.example" && request->password() == "tina's password") {
      answer->set_ticket("ticket");
      return Answer(context);
    }
    if (request->email() != "sam@algo.example" || request->password() != "sam's password")
      return Answer(context, Fail(grpc::StatusCode::UNAUTHENTICATED, "wrong"));
    return Answer(context, Begin(*answer));
  }
  Unary* SignInWithCode(Context* context, const identity_v1::SignInWithCodeRequest* request,
                        identity_v1::SignInResponse* answer) override {
    if (request->ticket() != "ticket" || request->code() != "123456")
      return Answer(context, Fail(grpc::StatusCode::UNAUTHENTICATED, "the code is wrong"));
    return Answer(context, Begin(*answer));
  }
  Unary* RotateSession(Context* context, const identity_v1::RotateSessionRequest* request,
                       identity_v1::RotateSessionResponse* answer) override {
    const std::lock_guard lock(mutex_);
    const std::string next = TestSession(++sessions_);
    people_[next] = people_.at(request->secret());
    answer->set_secret(next);
    return Answer(context);
  }
  Unary* ListSessions(Context* context, const identity_v1::ListSessionsRequest*,
                      identity_v1::ListSessionsResponse* answer) override {
    identity_v1::Session& session = *answer->add_sessions();
    session.set_id("session-sam");
    session.set_method("password");
    session.mutable_client()->set_agent("a browser");
    *session.mutable_created_at() = TimeUtil::GetCurrentTime();
    return Answer(context);
  }
  Unary* RevokeSession(Context* context, const identity_v1::RevokeSessionRequest* request,
                       identity_v1::RevokeSessionResponse*) override {
    const std::lock_guard lock(mutex_);
    if (!request->id().empty())
      std::erase_if(people_,
                    [&](const auto& one) { return one.second.token_id() == request->id(); });
    return Answer(context);
  }
  Unary* ChangePassword(Context* context, const identity_v1::ChangePasswordRequest* request,
                        identity_v1::ChangePasswordResponse*) override {
    if (request->current() != "sam's password")
      return Answer(context, Fail(grpc::StatusCode::UNAUTHENTICATED, "the present one is wrong"));
    if (request->next() == "password")
      return Answer(context, Fail(grpc::StatusCode::INVALID_ARGUMENT, "password: is common"));
    return Answer(context);
  }
  Unary* GetSecondFactor(Context* context, const identity_v1::GetSecondFactorRequest*,
                         identity_v1::SecondFactor*) override {
    return Answer(context);
  }
  Unary* StartSecondFactor(Context* context, const identity_v1::StartSecondFactorRequest* request,
                           identity_v1::StartSecondFactorResponse* answer) override {
    if (request->password() != "sam's password")
      return Answer(context, Fail(grpc::StatusCode::UNAUTHENTICATED, "the present one is wrong"));
    answer->set_secret("MZXW6");
    answer->set_uri("otpauth://totp/Assay:sam?secret=MZXW6");
    return Answer(context);
  }
  Unary* ConfirmSecondFactor(Context* context,
                             const identity_v1::ConfirmSecondFactorRequest* request,
                             identity_v1::ConfirmSecondFactorResponse* answer) override {
    if (request->code() != "123456")
      return Answer(context, Fail(grpc::StatusCode::INVALID_ARGUMENT, "code: is wrong"));
    answer->add_recovery_codes("abcd-efgh");
    return Answer(context);
  }
  Unary* DropSecondFactor(Context* context, const identity_v1::DropSecondFactorRequest*,
                          identity_v1::DropSecondFactorResponse*) override {
    return Answer(context);
  }
  Unary* CreateToken(Context* context, const identity_v1::CreateTokenRequest* request,
                     identity_v1::CreateTokenResponse* answer) override {
    answer->set_secret(TestToken("new"));
    answer->mutable_token()->set_id("token-new");
    answer->mutable_token()->set_name(request->name());
    answer->mutable_token()->add_scopes("read");
    return Answer(context);
  }
  Unary* ListTokens(Context* context, const identity_v1::ListTokensRequest*,
                    identity_v1::ListTokensResponse* answer) override {
    identity_v1::Token& token = *answer->add_tokens();
    token.set_id("token-sam");
    token.set_name("laptop");
    token.add_scopes("read");
    return Answer(context);
  }
  Unary* Invite(Context* context, const identity_v1::InviteRequest* request,
                identity_v1::InviteResponse* answer) override {
    answer->set_secret("link");
    *answer->mutable_invitation() = Invitation(request->person());
    return Answer(context);
  }
  Unary* ListInvitations(Context* context, const identity_v1::ListInvitationsRequest* request,
                         identity_v1::ListInvitationsResponse* answer) override {
    if (request->course() == "algo" || request->course().empty())
      *answer->add_invitations() = Invitation({});
    return Answer(context);
  }
  Unary* RevokeInvitation(Context* context, const identity_v1::RevokeInvitationRequest*,
                          identity_v1::RevokeInvitationResponse*) override {
    return Answer(context);
  }
  Unary* DescribeInvitation(Context* context, const identity_v1::DescribeInvitationRequest* request,
                            identity_v1::Invitation* answer) override {
    if (request->secret() != "link")
      return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "invitation: not known"));
    *answer = Invitation({});
    return Answer(context);
  }
  Unary* AcceptInvitation(Context* context, const identity_v1::AcceptInvitationRequest* request,
                          identity_v1::SignInResponse* answer) override {
    if (request->secret() == "of one with a second factor") return Answer(context);
    if (request->secret() != "link")
      return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "invitation: not known"));
    return Answer(context, Begin(*answer));
  }
  Unary* ImportRoster(Context* context, const identity_v1::ImportRosterRequest* request,
                      identity_v1::ImportRosterResponse* answer) override {
    if (request->table().find("email") == std::string::npos)
      return Answer(context, Fail(grpc::StatusCode::INVALID_ARGUMENT, "table: line 1: no column"));
    identity_v1::RosterRow& row = *answer->add_rows();
    row.set_line(2);
    row.set_email("eve@algo.example");
    row.set_role(identity_v1::ROLE_STUDENT);
    row.set_plan(identity_v1::RosterRow::PLAN_INVITE);
    if (request->apply()) row.set_secret("link");
    for (const int role : request->may_give())
      row.set_message(row.message() + std::to_string(role));
    answer->set_applied(request->apply());
    return Answer(context);
  }

  Unary* GetPerson(Context* context, const identity_v1::GetPersonRequest* request,
                   identity_v1::Person* answer) override {
    const std::lock_guard lock(mutex_);
    const auto found = people_.find(TestToken(request->person()));
    if (found == people_.end() || found->second.person().tenant() != request->tenant())
      return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "person: nobody has this id"));
    *answer = found->second.person();
    return Answer(context);
  }
  Unary* PutPerson(Context* context, const identity_v1::PutPersonRequest* request,
                   identity_v1::Person* answer) override {
    *answer = request->person();
    return Answer(context);
  }
  Unary* ListPeople(Context* context, const identity_v1::ListPeopleRequest* request,
                    identity_v1::ListPeopleResponse* answer) override {
    const std::lock_guard lock(mutex_);
    for (const auto& [token, who] : people_)
      if (who.person().name().find(request->query()) != std::string::npos)
        *answer->add_people() = who.person();
    if (request->page_token().empty()) answer->set_next_page_token("more");
    return Answer(context);
  }

  Unary* ExportPerson(Context* context, const identity_v1::ExportPersonRequest* request,
                      identity_v1::ExportPersonResponse* answer) override {
    if (request->person() == "nobody")
      return Answer(context, Fail(grpc::StatusCode::NOT_FOUND, "person: nobody has this id"));
    auto& file = *answer->add_files();
    file.set_path("person.json");
    file.set_data("{\"id\":\"" + request->person() + "\"}");
    return Answer(context);
  }
  Unary* ErasePerson(Context* context, const identity_v1::ErasePersonRequest* request,
                     identity_v1::ErasePersonResponse* answer) override {
    answer->set_receipt("{\"person\":\"" + request->person() +
                        "\",\"at_us\":1,\"destroyed_key_sha256\":\"00\",\"record\":1,"
                        "\"signature\":\"00\"}");
    return Answer(context);
  }
  Unary* SetConsent(Context* context, const identity_v1::SetConsentRequest* request,
                    identity_v1::SetConsentResponse*) override {
    const std::lock_guard lock(consents_mutex);
    consents[request->purpose()] = request->granted();
    return Answer(context);
  }
  Unary* ListConsents(Context* context, const identity_v1::ListConsentsRequest*,
                      identity_v1::ListConsentsResponse* answer) override {
    answer->add_consents()->set_purpose("analytics");
    const std::lock_guard lock(consents_mutex);
    for (const auto& [purpose, granted] : consents) {
      identity_v1::Consent& consent = *answer->add_consents();
      consent.set_purpose(purpose);
      consent.set_granted(granted);
    }
    return Answer(context);
  }
  Unary* ListAudit(Context* context, const identity_v1::ListAuditRequest* request,
                   identity_v1::ListAuditResponse* answer) override {
    identity_v1::AuditRecord& record = *answer->add_records();
    record.set_seq(7);
    record.set_action("person.read");
    record.add_subjects(request->subject());
    record.set_detail("{\"name\":\"Sam\"}");
    return Answer(context);
  }

  std::atomic<int> authentications{0};
  std::mutex consents_mutex;
  std::map<std::string, bool> consents;
  Device device;

 private:
  void Add(const std::string& name, bool administrator, const std::string& course,
           identity_v1::Role role, const std::vector<std::string>& scopes) {
    identity_v1::Principal who;
    who.mutable_person()->set_id(name);
    who.mutable_person()->set_tenant("t1");
    who.mutable_person()->set_name("<" + name + ">");
    who.mutable_person()->set_administrator(administrator);
    if (!course.empty()) {
      auto& added = *who.mutable_person()->add_roles();
      added.set_course(course);
      added.set_role(role);
    }
    for (const std::string& scope : scopes) who.add_scopes(scope);
    who.set_token_id("token-" + name);
    *who.mutable_expires_at() =
        TimeUtil::SecondsToTimestamp(TimeUtil::GetCurrentTime().seconds() + 3600);
    people_[TestToken(name)] = who;
  }
  grpc::Status Begin(identity_v1::SignInResponse& answer) {
    const std::lock_guard lock(mutex_);
    identity_v1::Principal who = people_.at(TestToken("sam"));
    who.set_token_id("session-sam");
    who.set_csrf_token("csrf");
    for (const char* scope : {"manage", "session"}) who.add_scopes(scope);
    answer.set_secret(TestSession(++sessions_));
    answer.set_browser("browser");
    people_[answer.secret()] = who;
    return grpc::Status::OK;
  }
  static identity_v1::Invitation Invitation(const identity_v1::Person& person) {
    identity_v1::Invitation invitation;
    *invitation.mutable_person() = person;
    invitation.set_id("i1");
    invitation.mutable_person()->set_id("p1");
    *invitation.mutable_created_at() = TimeUtil::GetCurrentTime();
    return invitation;
  }
  static std::string TestSession(int number) {
    const std::string digits = std::to_string(number);
    return "assays_" + digits + std::string(43 - digits.size(), 's');
  }

  std::mutex mutex_;
  int sessions_ = 0;
  std::map<std::string, identity_v1::Principal> people_;
  std::vector<std::string> scopes_ = {"submit", "read"};
};

}  // namespace assay::gateway
