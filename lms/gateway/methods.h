#pragma once

#include "assay/identity/v1/identity.pb.h"
#include "assay/judge/v1/judge.pb.h"
#include "lms/gateway/upstream.h"

// What the gateway calls.
namespace assay::gateway {

namespace identity_v1 = ::assay::identity::v1;
namespace judge_v1 = ::assay::judge::v1;

// X(constant, package, Service, Method, Request, Response)
#define ASSAY_GATEWAY_METHODS(X)                                                                   \
  X(kAuthenticate, identity, IdentityService, Authenticate, AuthenticateRequest, Principal)        \
  X(kStartDevice, identity, IdentityService, StartDevice, StartDeviceRequest, StartDeviceResponse) \
  X(kDescribeDevice, identity, IdentityService, DescribeDevice, DescribeDeviceRequest,             \
    DescribeDeviceResponse)                                                                        \
  X(kDecideDevice, identity, IdentityService, DecideDevice, DecideDeviceRequest,                   \
    DecideDeviceResponse)                                                                          \
  X(kPollDevice, identity, IdentityService, PollDevice, PollDeviceRequest, CreateTokenResponse)    \
  X(kRevokeToken, identity, IdentityService, RevokeToken, RevokeTokenRequest, RevokeTokenResponse) \
  X(kSignIn, identity, IdentityService, SignIn, SignInRequest, SignInResponse)                     \
  X(kSignInWithCode, identity, IdentityService, SignInWithCode, SignInWithCodeRequest,             \
    SignInResponse)                                                                                \
  X(kRotateSession, identity, IdentityService, RotateSession, RotateSessionRequest,                \
    RotateSessionResponse)                                                                         \
  X(kListSessions, identity, IdentityService, ListSessions, ListSessionsRequest,                   \
    ListSessionsResponse)                                                                          \
  X(kRevokeSession, identity, IdentityService, RevokeSession, RevokeSessionRequest,                \
    RevokeSessionResponse)                                                                         \
  X(kChangePassword, identity, IdentityService, ChangePassword, ChangePasswordRequest,             \
    ChangePasswordResponse)                                                                        \
  X(kGetSecondFactor, identity, IdentityService, GetSecondFactor, GetSecondFactorRequest,          \
    SecondFactor)                                                                                  \
  X(kStartSecondFactor, identity, IdentityService, StartSecondFactor, StartSecondFactorRequest,    \
    StartSecondFactorResponse)                                                                     \
  X(kConfirmSecondFactor, identity, IdentityService, ConfirmSecondFactor,                          \
    ConfirmSecondFactorRequest, ConfirmSecondFactorResponse)                                       \
  X(kDropSecondFactor, identity, IdentityService, DropSecondFactor, DropSecondFactorRequest,       \
    DropSecondFactorResponse)                                                                      \
  X(kInvite, identity, IdentityService, Invite, InviteRequest, InviteResponse)                     \
  X(kGetPerson, identity, IdentityService, GetPerson, GetPersonRequest, Person)                    \
  X(kPutPerson, identity, IdentityService, PutPerson, PutPersonRequest, Person)                    \
  X(kListPeople, identity, IdentityService, ListPeople, ListPeopleRequest, ListPeopleResponse)     \
  X(kListInvitations, identity, IdentityService, ListInvitations, ListInvitationsRequest,          \
    ListInvitationsResponse)                                                                       \
  X(kRevokeInvitation, identity, IdentityService, RevokeInvitation, RevokeInvitationRequest,       \
    RevokeInvitationResponse)                                                                      \
  X(kDescribeInvitation, identity, IdentityService, DescribeInvitation, DescribeInvitationRequest, \
    Invitation)                                                                                    \
  X(kAcceptInvitation, identity, IdentityService, AcceptInvitation, AcceptInvitationRequest,       \
    SignInResponse)                                                                                \
  X(kImportRoster, identity, IdentityService, ImportRoster, ImportRosterRequest,                   \
    ImportRosterResponse)                                                                          \
  X(kCreateToken, identity, IdentityService, CreateToken, CreateTokenRequest, CreateTokenResponse) \
  X(kListTokens, identity, IdentityService, ListTokens, ListTokensRequest, ListTokensResponse)     \
  X(kExportPerson, identity, IdentityService, ExportPerson, ExportPersonRequest,                   \
    ExportPersonResponse)                                                                          \
  X(kErasePerson, identity, IdentityService, ErasePerson, ErasePersonRequest, ErasePersonResponse) \
  X(kSetConsent, identity, IdentityService, SetConsent, SetConsentRequest, SetConsentResponse)     \
  X(kListConsents, identity, IdentityService, ListConsents, ListConsentsRequest,                   \
    ListConsentsResponse)                                                                          \
  X(kListAudit, identity, IdentityService, ListAudit, ListAuditRequest, ListAuditResponse)         \
  X(kSubmit, judge, JudgeService, Submit, SubmitRequest, SubmitResponse)                           \
  X(kGetSubmission, judge, JudgeService, GetSubmission, GetSubmissionRequest, Submission)          \
  X(kListSubmissions, judge, JudgeService, ListSubmissions, ListSubmissionsRequest,                \
    ListSubmissionsResponse)                                                                       \
  X(kGetReport, judge, JudgeService, GetReport, GetReportRequest, GetReportResponse)               \
  X(kGetSource, judge, JudgeService, GetSource, GetSubmissionRequest, GetSourceResponse)           \
  X(kCancel, judge, JudgeService, Cancel, CancelRequest, Submission)                               \
  X(kGetProblem, judge, JudgeService, GetProblem, GetProblemRequest, Problem)                      \
  X(kGetProblemPage, judge, JudgeService, GetProblemPage, GetProblemRequest, ProblemPage)          \
  X(kListProblems, judge, JudgeService, ListProblems, ListProblemsRequest, ListProblemsResponse)   \
  X(kStartRejudge, judge, JudgeService, StartRejudge, StartRejudgeRequest, Rejudge)                \
  X(kGetRejudge, judge, JudgeService, GetRejudge, GetRejudgeRequest, Rejudge)                      \
  X(kListRejudges, judge, JudgeService, ListRejudges, ListRejudgesRequest, ListRejudgesResponse)   \
  X(kCommitRejudge, judge, JudgeService, CommitRejudge, GetRejudgeRequest, Rejudge)                \
  X(kUndoRejudge, judge, JudgeService, UndoRejudge, GetRejudgeRequest, Rejudge)                    \
  X(kCancelRejudge, judge, JudgeService, CancelRejudge, GetRejudgeRequest, Rejudge)                \
  X(kGetQueue, judge, JudgeService, GetQueue, GetQueueRequest, QueueState)                         \
  X(kListDeadLetters, judge, JudgeService, ListDeadLetters, ListDeadLettersRequest,                \
    ListDeadLettersResponse)                                                                       \
  X(kReviveDeadLetter, judge, JudgeService, ReviveDeadLetter, ReviveDeadLetterRequest, Submission) \
  X(kListWorkers, judge, JudgeService, ListWorkers, ListWorkersRequest, ListWorkersResponse)       \
  X(kSetWorker, judge, JudgeService, SetWorker, SetWorkerRequest, Worker)                          \
  X(kPutWebhook, judge, JudgeService, PutWebhook, PutWebhookRequest, Webhook)                      \
  X(kListWebhooks, judge, JudgeService, ListWebhooks, ListWebhooksRequest, ListWebhooksResponse)   \
  X(kDeleteWebhook, judge, JudgeService, DeleteWebhook, DeleteWebhookRequest,                      \
    DeleteWebhookResponse)                                                                         \
  X(kListDeliveries, judge, JudgeService, ListDeliveries, ListDeliveriesRequest,                   \
    ListDeliveriesResponse)                                                                        \
  X(kReplayDelivery, judge, JudgeService, ReplayDelivery, ReplayDeliveryRequest, Delivery)

#define ASSAY_GATEWAY_METHOD(constant, package, Service, Name, Request, Response)  \
  inline constexpr Method<package##_v1::Request, package##_v1::Response> constant{ \
      "/assay." #package ".v1." #Service "/" #Name};
namespace methods {
ASSAY_GATEWAY_METHODS(ASSAY_GATEWAY_METHOD)
}  // namespace methods
#undef ASSAY_GATEWAY_METHOD

inline constexpr char kPutProblemPath[] = "/assay.judge.v1.JudgeService/PutProblem";
inline constexpr char kWatchManyPath[] = "/assay.judge.v1.JudgeService/WatchMany";

}  // namespace assay::gateway
