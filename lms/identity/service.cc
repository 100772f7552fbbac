#include "lms/identity/service.h"

#include <array>
#include <chrono>
#include <functional>

#include "assay/identity/v1/identity.grpc.pb.h"
#include "lms/identity/accounts.h"
#include "lms/identity/convert.h"
#include "lms/identity/devices.h"
#include "lms/identity/people.h"
#include "lms/identity/serving.h"
#include "lms/identity/tokens.h"

namespace assay::identity {
namespace {

using Context = ServerContext;

constexpr std::array<std::string_view, 3> kAll = {"gateway", "supervisor", "cli-admin"};

// How long a call waits for a free thread before it would be too old to answer: about a second.
constexpr size_t kThreads = 8;
constexpr size_t kWaiting = 2000;

class Service final : public v1::IdentityService::CallbackService {
 public:
  Service(const ServiceParts& parts, log::Logger logger)
      : pool_(parts.pool),
        journal_(parts.journal),
        tokens_(parts.pool),
        devices_(parts.pool),
        accounts_(parts.pool, parts.rules, parts.vault, parts.journal, parts.key, parts.mail),
        serving_(std::move(logger), parts.metrics, parts.tracer, kThreads, kWaiting) {}

  Reactor* Authenticate(Context* context, const v1::AuthenticateRequest* request,
                        v1::Principal* response) override {
    return Serve(*context, "Authenticate", true, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const Principal who, tokens_.Authenticate(request->token()));
      *response = ToProto(who);
      return OkStatus();
    });
  }

  Reactor* PutPerson(Context* context, const v1::PutPersonRequest* request,
                     v1::Person* response) override {
    return Serve(*context, "PutPerson", false, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(
          const Person person,
          People(pool_, For(request->actor())).Put(FromProto(request->person())));
      *response = ToProto(person);
      return OkStatus();
    });
  }

  Reactor* GetPerson(Context* context, const v1::GetPersonRequest* request,
                     v1::Person* response) override {
    return Serve(*context, "GetPerson", false, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(
          const Person person,
          People(pool_, For(request->actor())).Find(request->tenant(), request->person()));
      *response = ToProto(person);
      return OkStatus();
    });
  }

  Reactor* ListPeople(Context* context, const v1::ListPeopleRequest* request,
                      v1::ListPeopleResponse* response) override {
    return Serve(*context, "ListPeople", false, [this, request, response]() -> Status {
      People people(pool_, For(request->actor()));
      if (!request->course().empty()) {
        // Before the people: a change in between shows in the next look.
        ASSAY_ASSIGN_OR_RETURN(const int64_t revision,
                               people.RosterRevision(request->tenant(), request->course()));
        response->set_revision(revision);
        if (request->known_revision() != 0 && request->known_revision() == revision)
          return OkStatus();
      }
      ASSAY_ASSIGN_OR_RETURN(
          const People::Page page,
          people.List(request->tenant(), request->page_size(), request->page_token(),
                      request->query(), request->course()));
      for (const Person& person : page.people) *response->add_people() = ToProto(person);
      response->set_next_page_token(page.next);
      return OkStatus();
    });
  }

  Reactor* CreateToken(Context* context, const v1::CreateTokenRequest* request,
                       v1::CreateTokenResponse* response) override {
    return Serve(*context, "CreateToken", false, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(
          const CreatedToken created,
          Tokens(pool_, For(request->actor()))
              .Create({request->person(), request->name(), ListOf(request->scopes()),
                       std::chrono::seconds(request->lifetime_seconds())}));
      *response = ToProto(created);
      return OkStatus();
    });
  }

  Reactor* ListTokens(Context* context, const v1::ListTokensRequest* request,
                      v1::ListTokensResponse* response) override {
    return Serve(*context, "ListTokens", false, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const std::vector<Token> tokens, tokens_.List(request->person()));
      for (const Token& token : tokens) *response->add_tokens() = ToProto(token);
      return OkStatus();
    });
  }

  Reactor* RevokeToken(Context* context, const v1::RevokeTokenRequest* request,
                       v1::RevokeTokenResponse* /*response*/) override {
    return Serve(*context, "RevokeToken", false, [this, request] {
      return Tokens(pool_, For(request->actor())).Revoke(request->person(), request->id());
    });
  }

  Reactor* StartDevice(Context* context, const v1::StartDeviceRequest* request,
                       v1::StartDeviceResponse* response) override {
    return Serve(*context, "StartDevice", false, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const Devices::Started started,
                             devices_.Start(request->client(), ListOf(request->scopes())));
      response->set_device_code(started.device_code);
      response->set_user_code(started.user_code);
      response->set_expires_in_seconds(kDeviceLifetime.count());
      response->set_interval_seconds(kDeviceInterval.count());
      return OkStatus();
    });
  }

  Reactor* DescribeDevice(Context* context, const v1::DescribeDeviceRequest* request,
                          v1::DescribeDeviceResponse* response) override {
    return Serve(*context, "DescribeDevice", false, [this, context, request, response]() -> Status {
      std::chrono::seconds retry_after{};
      const auto asked = devices_.Describe(request->user_code(), request->person(), retry_after);
      Serving::SayWhen(*context, retry_after);
      if (!asked.ok()) return asked.status();
      response->set_client(asked->client);
      for (const std::string& scope : asked->scopes) response->add_scopes(scope);
      return OkStatus();
    });
  }

  Reactor* DecideDevice(Context* context, const v1::DecideDeviceRequest* request,
                        v1::DecideDeviceResponse* /*response*/) override {
    return Serve(*context, "DecideDevice", false, [this, context, request] {
      std::chrono::seconds retry_after{};
      Status status =
          devices_.Decide(request->user_code(), request->person(), request->allow(), retry_after);
      Serving::SayWhen(*context, retry_after);
      return status;
    });
  }

  Reactor* PollDevice(Context* context, const v1::PollDeviceRequest* request,
                      v1::CreateTokenResponse* response) override {
    return Serve(*context, "PollDevice", false, [this, request, response]() -> Status {
      ASSAY_ASSIGN_OR_RETURN(const CreatedToken created, devices_.Poll(request->device_code()));
      *response = ToProto(created);
      return OkStatus();
    });
  }

// What accounts.h does, by the names of the contract.
#define ASSAY_ACCOUNT_CALL(Name, Request, Response)                                              \
  Reactor* Name(Context* context, const v1::Request* request, v1::Response* response) override { \
    return Serve(*context, #Name, false, [this, context, request, response] {                    \
      std::chrono::seconds retry_after{};                                                        \
      Status status = accounts_.Name(*request, *response, retry_after);                          \
      Serving::SayWhen(*context, retry_after);                                                   \
      return status;                                                                             \
    });                                                                                          \
  }
  ASSAY_ACCOUNT_CALL(SignIn, SignInRequest, SignInResponse)
  ASSAY_ACCOUNT_CALL(SignInWithCode, SignInWithCodeRequest, SignInResponse)
  ASSAY_ACCOUNT_CALL(RotateSession, RotateSessionRequest, RotateSessionResponse)
  ASSAY_ACCOUNT_CALL(ListSessions, ListSessionsRequest, ListSessionsResponse)
  ASSAY_ACCOUNT_CALL(RevokeSession, RevokeSessionRequest, RevokeSessionResponse)
  ASSAY_ACCOUNT_CALL(ChangePassword, ChangePasswordRequest, ChangePasswordResponse)
  ASSAY_ACCOUNT_CALL(GetSecondFactor, GetSecondFactorRequest, SecondFactor)
  ASSAY_ACCOUNT_CALL(StartSecondFactor, StartSecondFactorRequest, StartSecondFactorResponse)
  ASSAY_ACCOUNT_CALL(ConfirmSecondFactor, ConfirmSecondFactorRequest, ConfirmSecondFactorResponse)
  ASSAY_ACCOUNT_CALL(DropSecondFactor, DropSecondFactorRequest, DropSecondFactorResponse)
  ASSAY_ACCOUNT_CALL(Invite, InviteRequest, InviteResponse)
  ASSAY_ACCOUNT_CALL(ListInvitations, ListInvitationsRequest, ListInvitationsResponse)
  ASSAY_ACCOUNT_CALL(RevokeInvitation, RevokeInvitationRequest, RevokeInvitationResponse)
  ASSAY_ACCOUNT_CALL(DescribeInvitation, DescribeInvitationRequest, Invitation)
  ASSAY_ACCOUNT_CALL(AcceptInvitation, AcceptInvitationRequest, SignInResponse)
  ASSAY_ACCOUNT_CALL(ImportRoster, ImportRosterRequest, ImportRosterResponse)
  ASSAY_ACCOUNT_CALL(PutGroup, PutGroupRequest, Group)
  ASSAY_ACCOUNT_CALL(ListGroups, ListGroupsRequest, ListGroupsResponse)
  ASSAY_ACCOUNT_CALL(DeleteGroup, DeleteGroupRequest, DeleteGroupResponse)
  ASSAY_ACCOUNT_CALL(ExportPerson, ExportPersonRequest, ExportPersonResponse)
  ASSAY_ACCOUNT_CALL(ErasePerson, ErasePersonRequest, ErasePersonResponse)
  ASSAY_ACCOUNT_CALL(SetConsent, SetConsentRequest, SetConsentResponse)
  ASSAY_ACCOUNT_CALL(ListConsents, ListConsentsRequest, ListConsentsResponse)
  ASSAY_ACCOUNT_CALL(ListAudit, ListAuditRequest, ListAuditResponse)
#undef ASSAY_ACCOUNT_CALL

 private:
  Reactor* Serve(Context& context, std::string_view method, bool judge,
                 std::function<Status()> body) {
    std::vector<std::string_view> allowed(kAll.begin(), kAll.end());
    if (judge) allowed.emplace_back("judge");
    if (method == "ListPeople") allowed.emplace_back("courses");
    return serving_.Serve(context, method, allowed, std::move(body));
  }

  Trail For(const v1::Actor& actor) { return {&journal_, {actor.person(), actor.address()}}; }

  database::Pool& pool_;
  Journal& journal_;
  Tokens tokens_;
  Devices devices_;
  Accounts accounts_;
  Serving serving_;  // last: its tasks use the others
};

}  // namespace

std::shared_ptr<grpc::Service> MakeService(const ServiceParts& parts, log::Logger logger) {
  return std::make_shared<Service>(parts, std::move(logger));
}

}  // namespace assay::identity
