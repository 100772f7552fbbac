#pragma once

#include <chrono>

#include "assay/identity/v1/identity.pb.h"
#include "lms/identity/groups.h"
#include "lms/identity/invitations.h"
#include "lms/identity/mail_queue.h"
#include "lms/identity/privacy.h"
#include "lms/identity/roster.h"
#include "lms/identity/second_factor.h"
#include "lms/identity/sessions.h"
#include "lms/identity/sign_in.h"

namespace assay::identity {

// What the calls about accounts do, without gRPC: sign-in, sessions, second factors, invitations,
// rosters, groups. A member a method of the contract. Thread-safe; what it is given outlives it.
class Accounts {
 public:
  Accounts(database::Pool& pool, const PasswordRules& rules, Vault& vault, Journal& journal,
           const crypto::SigningKey& key, MailQueue& mail);

  // `retry_after` is set where the caller has to wait.
  using Wait = std::chrono::seconds;
  Status SignIn(const v1::SignInRequest& in, v1::SignInResponse& out, Wait& retry_after);
  Status SignInWithCode(const v1::SignInWithCodeRequest& in, v1::SignInResponse& out,
                        Wait& retry_after);
  Status RotateSession(const v1::RotateSessionRequest& in, v1::RotateSessionResponse& out, Wait&);
  Status ListSessions(const v1::ListSessionsRequest& in, v1::ListSessionsResponse& out, Wait&);
  Status RevokeSession(const v1::RevokeSessionRequest& in, v1::RevokeSessionResponse& out, Wait&);
  Status ChangePassword(const v1::ChangePasswordRequest& in, v1::ChangePasswordResponse& out,
                        Wait& retry_after);
  Status GetSecondFactor(const v1::GetSecondFactorRequest& in, v1::SecondFactor& out, Wait&);
  Status StartSecondFactor(const v1::StartSecondFactorRequest& in,
                           v1::StartSecondFactorResponse& out, Wait& retry_after);
  Status ConfirmSecondFactor(const v1::ConfirmSecondFactorRequest& in,
                             v1::ConfirmSecondFactorResponse& out, Wait&);
  Status DropSecondFactor(const v1::DropSecondFactorRequest& in, v1::DropSecondFactorResponse& out,
                          Wait& retry_after);
  Status Invite(const v1::InviteRequest& in, v1::InviteResponse& out, Wait&);
  Status ListInvitations(const v1::ListInvitationsRequest& in, v1::ListInvitationsResponse& out,
                         Wait&);
  Status RevokeInvitation(const v1::RevokeInvitationRequest& in, v1::RevokeInvitationResponse& out,
                          Wait&);
  Status DescribeInvitation(const v1::DescribeInvitationRequest& in, v1::Invitation& out, Wait&);
  Status AcceptInvitation(const v1::AcceptInvitationRequest& in, v1::SignInResponse& out, Wait&);
  Status ImportRoster(const v1::ImportRosterRequest& in, v1::ImportRosterResponse& out, Wait&);
  Status PutGroup(const v1::PutGroupRequest& in, v1::Group& out, Wait&);
  Status ListGroups(const v1::ListGroupsRequest& in, v1::ListGroupsResponse& out, Wait&);
  Status DeleteGroup(const v1::DeleteGroupRequest& in, v1::DeleteGroupResponse& out, Wait&);
  Status ExportPerson(const v1::ExportPersonRequest& in, v1::ExportPersonResponse& out, Wait&);
  Status ErasePerson(const v1::ErasePersonRequest& in, v1::ErasePersonResponse& out, Wait&);
  Status SetConsent(const v1::SetConsentRequest& in, v1::SetConsentResponse& out, Wait&);
  Status ListConsents(const v1::ListConsentsRequest& in, v1::ListConsentsResponse& out, Wait&);
  Status ListAudit(const v1::ListAuditRequest& in, v1::ListAuditResponse& out, Wait&);

 private:
  Trail For(const v1::Actor& actor) const;

  database::Pool& pool_;
  Vault& vault_;
  Journal& journal_;
  MailQueue& mail_;
  identity::SignIn sign_in_;
  Privacy privacy_;
};

}  // namespace assay::identity
