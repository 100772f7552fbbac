#include "lms/identity/invitations.h"

#include "common/crypto/key.h"
#include "common/sha256.h"
#include "lms/identity/people.h"
#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_INVITATION                                                        \
  "i.id, i.invited_by, (extract(epoch FROM i.created_at) * 1000000)::bigint, "  \
  "(extract(epoch FROM i.expires_at) * 1000000)::bigint, "                      \
  "p.id, p.tenant, p.name, p.email, p.administrator, p.roles, p.disabled "      \
  "FROM identity.invitations i JOIN identity.person_rows p ON p.id = i.person " \
  "WHERE i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now() AND "

constexpr Statement kEmail = {"email_of_invited",
                              "SELECT email FROM identity.people WHERE id = $1 AND tenant = $2"};
constexpr Statement kEndOthers = {"end_invitations", R"(
UPDATE identity.invitations SET revoked_at = now()
WHERE person = $1 AND accepted_at IS NULL AND revoked_at IS NULL)"};
constexpr Statement kInsert = {"insert_invitation", R"(
INSERT INTO identity.invitations (person, invited_by, sha256, expires_at)
VALUES ($1, $2, $3, now() + $4::bigint * interval '1 second') RETURNING id)"};
constexpr Statement kById = {"invitation_by_id", "SELECT " ASSAY_INVITATION "i.id = $1"};
constexpr Statement kBySecret = {"invitation_by_secret",
                                 "SELECT " ASSAY_INVITATION "NOT p.disabled AND i.sha256 = $1"};
constexpr Statement kList = {"list_invitations", "SELECT " ASSAY_INVITATION R"(p.tenant = $1
AND ($2 = '' OR EXISTS (SELECT 1 FROM identity.course_roles r WHERE r.person = p.id AND r.course = $2))
ORDER BY i.created_at DESC, i.id LIMIT 1000)"};
constexpr Statement kRevoke = {"revoke_invitation", R"(
UPDATE identity.invitations i SET revoked_at = coalesce(i.revoked_at, now())
FROM identity.people p WHERE i.id = $2 AND p.id = i.person AND p.tenant = $1 RETURNING i.id, p.id)"};
// Locked, so that a link is used once.
constexpr Statement kTake = {"take_invitation", R"(
UPDATE identity.invitations SET accepted_at = clock_timestamp()
WHERE sha256 = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > clock_timestamp()
  AND EXISTS (SELECT 1 FROM identity.people p WHERE p.id = person AND p.disabled_at IS NULL)
RETURNING person)"};
constexpr Statement kRename = {"rename_invited",
                               "UPDATE identity.people SET name = $2 WHERE id = $1 AND name <> $2"};
constexpr Statement kDropPasskeys = {"drop_passkeys_of_invited",
                                     "DELETE FROM identity.passkeys WHERE person = $1"};
constexpr Statement kHasFactor = {"invited_has_factor", R"(
SELECT EXISTS (SELECT 1 FROM identity.second_factors
               WHERE person = $1 AND confirmed_at IS NOT NULL))"};

#undef ASSAY_INVITATION

Invitation InvitationOf(const Rows& rows, size_t row) {
  Invitation invitation;
  invitation.id = rows.Text(row, 0);
  invitation.invited_by = rows.Text(row, 1);
  invitation.created_at_us = rows.Int(row, 2);
  invitation.expires_at_us = rows.Int(row, 3);
  invitation.person = PersonOf(rows, row, 4);
  return invitation;
}

Status Gone() { return NotFound("invitation: not known, or no longer good; ask for a new one"); }

}  // namespace

Result<CreatedInvitation> MakeInvitation(Connection& connection, const std::string& person,
                                         const std::string& invited_by,
                                         std::chrono::seconds lifetime, MailQueue* mail) {
  ASSAY_RETURN_IF_ERROR(connection.Execute(kEndOthers, Params().Add(person)).status());
  CreatedInvitation created{crypto::RandomToken(), {}, false};
  ASSAY_ASSIGN_OR_RETURN(const Rows made,
                         connection.Execute(kInsert, Params()
                                                         .Add(person)
                                                         .Add(invited_by)
                                                         .Add(Sha256Hex(created.secret))
                                                         .Add(lifetime.count())));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kById, Params().Add(made.Text(0, 0))));
  if (rows.empty()) return Internal("an invitation is not there after it was made");
  created.invitation = InvitationOf(rows, 0);
  if (mail != nullptr) {
    const Invitation& made_now = created.invitation;
    ASSAY_ASSIGN_OR_RETURN(
        created.mailed, mail->AddInvitation(connection, made_now.person.tenant, person, made_now.id,
                                            created.secret, made_now.expires_at_us));
  }
  return created;
}

Result<CreatedInvitation> Invitations::Invite(const Person& person, const std::string& invited_by,
                                              std::chrono::seconds lifetime) {
  if (lifetime.count() == 0) lifetime = kInvitationLifetime;
  if (lifetime < std::chrono::minutes(5) || lifetime > kLongestInvitation) {
    return InvalidArgument("lifetime_seconds: 300 to 5184000 (60 days)");
  }
  if (person.id.empty() && person.email.empty()) {
    return InvalidArgument("person.email: is needed, to sign in with");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::optional<CreatedInvitation> created;
  const Status ended = connection->InTransaction([&]() -> Status {
    std::string id = person.id;
    if (id.empty()) {
      ASSAY_ASSIGN_OR_RETURN(id, PutPerson(*connection, person));
    } else {
      ASSAY_ASSIGN_OR_RETURN(const Rows email,
                             connection->Execute(kEmail, Params().Add(id).Add(person.tenant)));
      if (email.empty()) return NotFound("person.id: nobody of the tenant has it");
      if (email.Text(0, 0).empty()) {
        return FailedPrecondition("person.email: the person has none to sign in with");
      }
    }
    ASSAY_ASSIGN_OR_RETURN(created, MakeInvitation(*connection, id, invited_by, lifetime, mail_));
    return trail_.Write(*connection, {"", "invitation.make", {id}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return *std::move(created);
}

Result<std::vector<Invitation>> Invitations::List(const std::string& tenant,
                                                  const std::string& course) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kList, Params().Add(tenant).Add(course)));
  std::vector<Invitation> invitations;
  for (size_t i = 0; i < rows.size(); ++i) invitations.push_back(InvitationOf(rows, i));
  return invitations;
}

Status Invitations::Revoke(const std::string& tenant, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kRevoke, Params().Add(tenant).Add(id)));
    if (rows.empty()) return NotFound("id: the tenant has no such invitation");
    return trail_.Write(*connection,
                        {tenant, "invitation.revoke", {std::string(rows.Text(0, 1))}, "", "", ""});
  });
}

Result<Invitation> Invitations::Describe(const std::string& secret) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kBySecret, Params().Add(Sha256Hex(secret))));
  if (rows.empty()) return Gone();
  return InvitationOf(rows, 0);
}

Result<SignedIn> Invitations::Accept(const std::string& secret, const std::string& name,
                                     const std::string& password, const SessionClient& client) {
  if (!name.empty() && !IsLine(name, 200)) {
    return InvalidArgument("name: at most 200 bytes without control characters");
  }
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  SignedIn done;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows taken,
                           connection->Execute(kTake, Params().Add(Sha256Hex(secret))));
    if (taken.empty()) return Gone();
    done.person = taken.Text(0, 0);
    ASSAY_RETURN_IF_ERROR(sign_in_.SetPassword(*connection, done.person, password));
    ASSAY_RETURN_IF_ERROR(RevokeSessions(*connection, done.person, "").status());
    // Whoever got in before and left themselves a key is out as well.
    ASSAY_RETURN_IF_ERROR(connection->Execute(kDropPasskeys, Params().Add(done.person)).status());
    ASSAY_ASSIGN_OR_RETURN(const Rows factor,
                           connection->Execute(kHasFactor, Params().Add(done.person)));
    if (!factor.Bool(0, 0)) {
      ASSAY_ASSIGN_OR_RETURN(done, sign_in_.Begin(*connection, done.person, "invitation", client));
    }
    // Late: it holds the rosters of the person's courses, which others of them wait for.
    if (!name.empty()) {
      ASSAY_RETURN_IF_ERROR(
          connection->Execute(kRename, Params().Add(done.person).Add(name)).status());
    }
    return Trail{trail_.journal, {done.person, client.address}}.Write(
        *connection, {"", "invitation.accept", {done.person}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return done;
}

}  // namespace assay::identity
