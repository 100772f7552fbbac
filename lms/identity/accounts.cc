#include "lms/identity/accounts.h"

#include <google/protobuf/util/time_util.h>

#include "lms/identity/convert.h"

namespace assay::identity {
namespace {

using google::protobuf::util::TimeUtil;

SessionClient ClientOf(const v1::Client& client) { return {client.address(), client.agent()}; }

v1::Invitation ToProto(const Invitation& invitation) {
  v1::Invitation out;
  out.set_id(invitation.id);
  *out.mutable_person() = identity::ToProto(invitation.person);
  out.set_invited_by(invitation.invited_by);
  *out.mutable_created_at() = TimeUtil::MicrosecondsToTimestamp(invitation.created_at_us);
  *out.mutable_expires_at() = TimeUtil::MicrosecondsToTimestamp(invitation.expires_at_us);
  return out;
}

v1::RosterRow::Plan ToProto(RosterRow::Plan plan) {
  switch (plan) {
    case RosterRow::Plan::kInvite:
      return v1::RosterRow::PLAN_INVITE;
    case RosterRow::Plan::kAdd:
      return v1::RosterRow::PLAN_ADD;
    case RosterRow::Plan::kChange:
      return v1::RosterRow::PLAN_CHANGE;
    case RosterRow::Plan::kSame:
      return v1::RosterRow::PLAN_SAME;
    default:
      return v1::RosterRow::PLAN_WRONG;
  }
}

v1::Group ToProto(const Group& group) {
  v1::Group out;
  out.set_id(group.id);
  out.set_tenant(group.tenant);
  out.set_course(group.course);
  out.set_name(group.name);
  for (const std::string& member : group.members) out.add_members(member);
  return out;
}

}  // namespace

Accounts::Accounts(database::Pool& pool, const PasswordRules& rules, Vault& vault, Journal& journal,
                   const crypto::SigningKey& key, MailQueue& mail)
    : pool_(pool),
      vault_(vault),
      journal_(journal),
      mail_(mail),
      sign_in_(pool, rules, vault, HashCost(), &journal),
      privacy_(pool, vault, journal, key) {}

Trail Accounts::For(const v1::Actor& actor) const {
  return {&journal_, {actor.person(), actor.address()}};
}

Status Accounts::SignIn(const v1::SignInRequest& in, v1::SignInResponse& out, Wait& retry_after) {
  ASSAY_ASSIGN_OR_RETURN(const SignedIn done,
                         sign_in_.WithPassword({in.tenant(), in.email(), in.password(),
                                                ClientOf(in.client()), in.browser()},
                                               retry_after));
  out = identity::ToProto(done);
  return OkStatus();
}

Status Accounts::SignInWithCode(const v1::SignInWithCodeRequest& in, v1::SignInResponse& out,
                                Wait& retry_after) {
  ASSAY_ASSIGN_OR_RETURN(
      const SignedIn done,
      sign_in_.WithCode(in.ticket(), in.code(), ClientOf(in.client()), retry_after));
  out = identity::ToProto(done);
  return OkStatus();
}

Status Accounts::RotateSession(const v1::RotateSessionRequest& in, v1::RotateSessionResponse& out,
                               Wait&) {
  ASSAY_ASSIGN_OR_RETURN(*out.mutable_secret(), Sessions(pool_).Rotate(in.secret()));
  return OkStatus();
}

Status Accounts::ListSessions(const v1::ListSessionsRequest& in, v1::ListSessionsResponse& out,
                              Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const auto sessions, Sessions(pool_).List(in.person()));
  for (const Session& session : sessions) *out.add_sessions() = identity::ToProto(session);
  return OkStatus();
}

Status Accounts::RevokeSession(const v1::RevokeSessionRequest& in, v1::RevokeSessionResponse& out,
                               Wait&) {
  if (in.id().empty()) {
    ASSAY_ASSIGN_OR_RETURN(const int revoked,
                           Sessions(pool_, For(in.actor())).RevokeOthers(in.person(), in.except()));
    out.set_revoked(revoked);
    return OkStatus();
  }
  out.set_revoked(1);
  return Sessions(pool_, For(in.actor())).Revoke(in.person(), in.id());
}

Status Accounts::ChangePassword(const v1::ChangePasswordRequest& in, v1::ChangePasswordResponse&,
                                Wait& retry_after) {
  return sign_in_.ChangePassword(in.person(), in.current(), in.next(), in.keep_session(),
                                 retry_after);
}

Status Accounts::GetSecondFactor(const v1::GetSecondFactorRequest& in, v1::SecondFactor& out,
                                 Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const SecondFactors::State state,
                         SecondFactors(pool_, vault_).Get(in.person()));
  out.set_active(state.active);
  out.set_recovery_codes_left(state.recovery_codes_left);
  return OkStatus();
}

Status Accounts::StartSecondFactor(const v1::StartSecondFactorRequest& in,
                                   v1::StartSecondFactorResponse& out, Wait& retry_after) {
  ASSAY_RETURN_IF_ERROR(sign_in_.Confirm(in.person(), in.password(), retry_after));
  ASSAY_ASSIGN_OR_RETURN(const SecondFactors::Started started,
                         SecondFactors(pool_, vault_).Start(in.person()));
  out.set_secret(started.secret);
  out.set_uri(started.uri);
  return OkStatus();
}

Status Accounts::ConfirmSecondFactor(const v1::ConfirmSecondFactorRequest& in,
                                     v1::ConfirmSecondFactorResponse& out, Wait&) {
  ASSAY_ASSIGN_OR_RETURN(
      const auto codes,
      SecondFactors(pool_, vault_, For(in.actor())).Confirm(in.person(), in.code()));
  for (const std::string& code : codes) out.add_recovery_codes(code);
  return OkStatus();
}

Status Accounts::DropSecondFactor(const v1::DropSecondFactorRequest& in,
                                  v1::DropSecondFactorResponse&, Wait& retry_after) {
  ASSAY_RETURN_IF_ERROR(sign_in_.Confirm(in.person(), in.password(), retry_after));
  return SecondFactors(pool_, vault_, For(in.actor())).Drop(in.person());
}

Status Accounts::Invite(const v1::InviteRequest& in, v1::InviteResponse& out, Wait&) {
  ASSAY_ASSIGN_OR_RETURN(
      const CreatedInvitation created,
      Invitations(pool_, sign_in_, For(in.actor()), in.without_mail() ? nullptr : &mail_)
          .Invite(FromProto(in.person()), in.actor().person(),
                  std::chrono::seconds(in.lifetime_seconds())));
  out.set_secret(created.secret);
  *out.mutable_invitation() = ToProto(created.invitation);
  out.set_mailed(created.mailed);
  return OkStatus();
}

Status Accounts::ListInvitations(const v1::ListInvitationsRequest& in,
                                 v1::ListInvitationsResponse& out, Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const auto invitations,
                         Invitations(pool_, sign_in_).List(in.tenant(), in.course()));
  for (const Invitation& one : invitations) *out.add_invitations() = ToProto(one);
  return OkStatus();
}

Status Accounts::RevokeInvitation(const v1::RevokeInvitationRequest& in,
                                  v1::RevokeInvitationResponse&, Wait&) {
  return Invitations(pool_, sign_in_, For(in.actor())).Revoke(in.tenant(), in.id());
}

Status Accounts::DescribeInvitation(const v1::DescribeInvitationRequest& in, v1::Invitation& out,
                                    Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const Invitation invitation,
                         Invitations(pool_, sign_in_).Describe(in.secret()));
  out = ToProto(invitation);
  return OkStatus();
}

Status Accounts::AcceptInvitation(const v1::AcceptInvitationRequest& in, v1::SignInResponse& out,
                                  Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const SignedIn done,
                         Invitations(pool_, sign_in_, {&journal_, {}})
                             .Accept(in.secret(), in.name(), in.password(), ClientOf(in.client())));
  out = identity::ToProto(done);
  return OkStatus();
}

Status Accounts::ImportRoster(const v1::ImportRosterRequest& in, v1::ImportRosterResponse& out,
                              Wait&) {
  RosterRequest request{in.tenant(),         in.course(), in.table(),     {},
                        in.actor().person(), in.apply(),  in.skip_wrong()};
  for (const int role : in.may_give()) request.may_give.push_back(static_cast<Role>(role));
  ASSAY_ASSIGN_OR_RETURN(
      const RosterResult result,
      Roster(pool_, For(in.actor()), in.without_mail() ? nullptr : &mail_).Import(request));
  for (const RosterRow& row : result.rows) {
    v1::RosterRow& added = *out.add_rows();
    added.set_line(static_cast<int64_t>(row.line));
    added.set_email(row.email);
    added.set_name(row.name);
    added.set_role(static_cast<v1::Role>(row.role));
    added.set_plan(ToProto(row.plan));
    added.set_message(row.message);
    added.set_person(row.person);
    added.set_secret(row.secret);
  }
  out.set_wrong(static_cast<int>(result.wrong));
  out.set_applied(result.applied);
  out.set_mailed(result.mailed);
  return OkStatus();
}

Status Accounts::PutGroup(const v1::PutGroupRequest& in, v1::Group& out, Wait&) {
  const v1::Group& group = in.group();
  ASSAY_ASSIGN_OR_RETURN(const Group put, Groups(pool_, For(in.actor()))
                                              .Put({group.id(), group.tenant(), group.course(),
                                                    group.name(), ListOf(group.members())}));
  out = ToProto(put);
  return OkStatus();
}

Status Accounts::ListGroups(const v1::ListGroupsRequest& in, v1::ListGroupsResponse& out, Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const auto groups,
                         Groups(pool_).List(in.tenant(), in.course(), in.person()));
  for (const Group& group : groups) *out.add_groups() = ToProto(group);
  return OkStatus();
}

Status Accounts::DeleteGroup(const v1::DeleteGroupRequest& in, v1::DeleteGroupResponse&, Wait&) {
  return Groups(pool_, For(in.actor())).Delete(in.tenant(), in.id());
}

Status Accounts::ExportPerson(const v1::ExportPersonRequest& in, v1::ExportPersonResponse& out,
                              Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const auto files,
                         privacy_.Export(in.tenant(), in.person(), For(in.actor()).actor));
  for (const ExportedFile& file : files) {
    auto& added = *out.add_files();
    added.set_path(file.path);
    added.set_data(file.data);
  }
  return OkStatus();
}

Status Accounts::ErasePerson(const v1::ErasePersonRequest& in, v1::ErasePersonResponse& out,
                             Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const Erasure erasure,
                         privacy_.Erase(in.tenant(), in.person(), For(in.actor()).actor));
  out.set_receipt(erasure.receipt);
  return OkStatus();
}

Status Accounts::SetConsent(const v1::SetConsentRequest& in, v1::SetConsentResponse&, Wait&) {
  return privacy_.SetConsent(in.person(), in.purpose(), in.granted(), For(in.actor()).actor);
}

Status Accounts::ListConsents(const v1::ListConsentsRequest& in, v1::ListConsentsResponse& out,
                              Wait&) {
  ASSAY_ASSIGN_OR_RETURN(const auto consents, privacy_.Consents(in.person()));
  for (const Consent& consent : consents) {
    v1::Consent& added = *out.add_consents();
    added.set_purpose(consent.purpose);
    added.set_granted(consent.granted);
    *added.mutable_at() = TimeUtil::MicrosecondsToTimestamp(consent.at_us);
  }
  return OkStatus();
}

Status Accounts::ListAudit(const v1::ListAuditRequest& in, v1::ListAuditResponse& out, Wait&) {
  if (in.tenant().empty() || in.before() < 0) return InvalidArgument("tenant: is needed");
  ASSAY_ASSIGN_OR_RETURN(const auto seen, privacy_.Audit({in.tenant(), in.subject(), in.by()},
                                                         static_cast<uint64_t>(in.before()),
                                                         in.page_size(), For(in.actor()).actor));
  for (const Privacy::Seen& one : seen) {
    v1::AuditRecord& added = *out.add_records();
    added.set_seq(static_cast<int64_t>(one.record.seq));
    *added.mutable_at() = TimeUtil::MicrosecondsToTimestamp(one.record.at_us);
    added.set_actor(one.record.entry.actor);
    added.set_action(one.record.entry.action);
    for (const std::string& subject : one.record.entry.subjects) added.add_subjects(subject);
    added.set_detail(one.unsealed);
  }
  return OkStatus();
}

}  // namespace assay::identity
