#include "lms/identity/sessions.h"

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "lms/identity/rows.h"
#include "lms/identity/secrets.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr std::string_view kPrefix = "assays_";
constexpr size_t kEncoded = 43;

#define ASSAY_MICROSECONDS(column) "(extract(epoch FROM " column ") * 1000000)::bigint"
#define ASSAY_SESSION_COLUMNS \
  "id, person, method, address, agent, " ASSAY_MICROSECONDS("created_at") ", "   \
  ASSAY_MICROSECONDS("last_seen_at") ", "                                        \
  ASSAY_MICROSECONDS("least(expires_at, last_seen_at + idle_s * interval '1 second')")
#define ASSAY_SESSION_LIVES                        \
  "revoked_at IS NULL AND expires_at > now() AND " \
  "last_seen_at + idle_s * interval '1 second' > now()"

constexpr Statement kForget = {"forget_sessions", R"(
DELETE FROM identity.sessions WHERE person = $1
  AND (coalesce(revoked_at, least(expires_at, last_seen_at + idle_s * interval '1 second'))
         < now() - interval '30 days'
       OR id IN (SELECT id FROM identity.sessions WHERE person = $1
                 ORDER BY last_seen_at DESC, id OFFSET $2)))"};

constexpr Statement kInsert = {"insert_session", R"(
INSERT INTO identity.sessions (person, method, lookup, sha256, csrf, address, agent, idle_s, expires_at)
SELECT p.id, $2, $3, $4, $5, $6, $7,
       CASE WHEN p.administrator THEN $8::integer ELSE $9::integer END,
       now() + CASE WHEN p.administrator THEN $10::bigint ELSE $11::bigint END * interval '1 second'
FROM identity.people p WHERE p.id = $1
RETURNING )" ASSAY_SESSION_COLUMNS};

constexpr Statement kFind = {"find_session", R"(
SELECT s.id, s.sha256, coalesce(s.next_sha256, ''), coalesce(s.previous_sha256, ''),
       coalesce(s.previous_until > now(), false), s.csrf,
       (extract(epoch FROM least(s.expires_at, s.last_seen_at + s.idle_s * interval '1 second'))
         * 1000000)::bigint,
       s.last_seen_at < now() - interval '1 minute',
       p.id, p.tenant, p.name, p.email, p.administrator, p.roles, p.disabled
FROM identity.sessions s JOIN identity.person_rows p ON p.id = s.person
WHERE (s.lookup = $1 OR s.next_lookup = $1 OR s.previous_lookup = $1) AND NOT p.disabled AND )" ASSAY_SESSION_LIVES};

constexpr Statement kSeen = {"seen_session", R"(
UPDATE identity.sessions SET last_seen_at = now()
WHERE id = $1 AND last_seen_at < now() - interval '1 minute')"};

constexpr Statement kPromote = {"promote_session", R"(
UPDATE identity.sessions
SET previous_lookup = lookup, previous_sha256 = sha256,
    previous_until = now() + $3::bigint * interval '1 second',
    lookup = next_lookup, sha256 = next_sha256, next_lookup = NULL, next_sha256 = NULL
WHERE id = $1 AND next_sha256 = $2)"};

// Only who holds the present secret gets the next.
constexpr Statement kRotate = {"rotate_session", R"(
UPDATE identity.sessions SET next_lookup = $3, next_sha256 = $4, rotated_at = now()
WHERE id = $1 AND sha256 = $2 AND rotated_at < now() - $5::bigint * interval '1 second'
RETURNING id)"};

constexpr Statement kList = {"list_sessions", "SELECT " ASSAY_SESSION_COLUMNS R"(
FROM identity.sessions WHERE person = $1 AND )" ASSAY_SESSION_LIVES
                                              " ORDER BY last_seen_at DESC, id"};

constexpr Statement kRevoke = {"revoke_session", R"(
UPDATE identity.sessions SET revoked_at = coalesce(revoked_at, now())
WHERE id = $2 AND person = $1 RETURNING id)"};
constexpr Statement kRevokeOthers = {"revoke_other_sessions", R"(
UPDATE identity.sessions SET revoked_at = now()
WHERE person = $1 AND id <> $2 AND revoked_at IS NULL RETURNING id)"};

Session SessionOf(const Rows& rows, size_t row) {
  Session session;
  session.id = rows.Text(row, 0);
  session.person = rows.Text(row, 1);
  session.method = rows.Text(row, 2);
  session.client = {std::string(rows.Text(row, 3)), std::string(rows.Text(row, 4))};
  session.created_at_us = rows.Int(row, 5);
  session.last_seen_at_us = rows.Int(row, 6);
  session.expires_at_us = rows.Int(row, 7);
  return session;
}

// What a client says about itself: printable ASCII, and not much of it.
std::string Cut(std::string_view text, size_t most) {
  std::string cut;
  for (const char c : text.substr(0, most)) cut += c >= ' ' && c < '\x7f' ? c : '?';
  return cut;
}

Status Refused() { return Unauthenticated("you are not signed in; sign in again"); }

struct Match {
  size_t row = 0;
  enum { kNone, kPresent, kNext, kPrevious } which = kNone;
};

Match MatchOf(const Rows& rows, const std::string& sha256) {
  Match match;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (crypto::ConstantTimeEqual(rows.Text(i, 1), sha256)) match = {i, Match::kPresent};
    if (crypto::ConstantTimeEqual(rows.Text(i, 2), sha256)) match = {i, Match::kNext};
    if (crypto::ConstantTimeEqual(rows.Text(i, 3), sha256)) match = {i, Match::kPrevious};
  }
  return match;
}

}  // namespace

std::string NewSessionSecret() { return std::string(kPrefix) + crypto::RandomToken(); }

bool LooksLikeSession(std::string_view text) {
  if (!text.starts_with(kPrefix) || text.size() != kPrefix.size() + kEncoded) return false;
  return crypto::Base64UrlDecode(text.substr(kPrefix.size())).ok();
}

Result<CreatedSession> CreateSession(Connection& connection, const std::string& person,
                                     const std::string& method, const SessionClient& client) {
  using std::chrono::seconds;
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kForget, Params().Add(person).Add(int64_t{kMostSessions} - 1)).status());
  CreatedSession created{NewSessionSecret(), crypto::RandomToken(), {}};
  const Digest digest = DigestOf(created.secret);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kInsert, Params()
                                                         .Add(person)
                                                         .Add(method)
                                                         .Add(digest.lookup)
                                                         .Add(digest.sha256)
                                                         .Add(created.csrf_token)
                                                         .Add(Cut(client.address, 64))
                                                         .Add(Cut(client.agent, 300))
                                                         .Add(seconds(kAdminSessionIdle).count())
                                                         .Add(seconds(kSessionIdle).count())
                                                         .Add(seconds(kAdminSessionAge).count())
                                                         .Add(seconds(kSessionAge).count())));
  if (rows.empty()) return NotFound("person: there is nobody with this id");
  created.session = SessionOf(rows, 0);
  return created;
}

Result<Principal> AuthenticateSession(Connection& connection, const std::string& secret) {
  if (!LooksLikeSession(secret)) return Refused();
  const Digest digest = DigestOf(secret);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kFind, Params().Add(digest.lookup)));
  const Match match = MatchOf(rows, digest.sha256);
  if (match.which == Match::kNone) return Refused();
  const size_t row = match.row;
  Principal principal;
  principal.token_id = rows.Text(row, 0);
  principal.person = PersonOf(rows, row, 8);
  if (match.which == Match::kPrevious && !rows.Bool(row, 4)) {
    ASSAY_RETURN_IF_ERROR(
        connection.Execute(kRevoke, Params().Add(principal.person.id).Add(principal.token_id))
            .status());
    return Refused();
  }
  if (match.which == Match::kNext) {
    ASSAY_RETURN_IF_ERROR(
        connection
            .Execute(kPromote,
                     Params().Add(principal.token_id).Add(digest.sha256).Add(kSessionGrace.count()))
            .status());
  }
  if (rows.Bool(row, 7)) {
    ASSAY_RETURN_IF_ERROR(connection.Execute(kSeen, Params().Add(principal.token_id)).status());
  }
  principal.csrf_token = rows.Text(row, 5);
  principal.expires_at_us = rows.Int(row, 6);
  principal.scopes =
      ScopesOf({"submit", "read", "manage", "admin", "session"}, principal.person.administrator);
  return principal;
}

Result<int> RevokeSessions(Connection& connection, const std::string& person,
                           const std::string& except) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kRevokeOthers, Params().Add(person).Add(except)));
  return static_cast<int>(rows.size());
}

Result<std::string> Sessions::Rotate(const std::string& secret) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Principal who, AuthenticateSession(*connection, secret));
  std::string next = NewSessionSecret();
  const Digest digest = DigestOf(next);
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows,
      connection->Execute(kRotate, Params()
                                       .Add(who.token_id)
                                       .Add(DigestOf(secret).sha256)
                                       .Add(digest.lookup)
                                       .Add(digest.sha256)
                                       .Add(std::chrono::seconds(kSessionRotation).count())));
  return rows.empty() ? std::string() : next;
}

Result<std::vector<Session>> Sessions::List(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kList, Params().Add(person)));
  std::vector<Session> sessions;
  for (size_t i = 0; i < rows.size(); ++i) sessions.push_back(SessionOf(rows, i));
  return sessions;
}

Status Sessions::Revoke(const std::string& person, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kRevoke, Params().Add(person).Add(id)));
    if (rows.empty()) return NotFound("id: the person has no such session");
    const std::string detail = "{\"session\":\"" + std::string(rows.Text(0, 0)) + "\"}";
    return trail_.Write(*connection, {"", "session.revoke", {person}, detail, "", ""});
  });
}

Result<int> Sessions::RevokeOthers(const std::string& person, const std::string& except) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  int revoked = 0;
  ASSAY_RETURN_IF_ERROR(connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(revoked, RevokeSessions(*connection, person, except));
    return trail_.Write(*connection, {"", "session.revoke_others", {person}, "", "", ""});
  }));
  return revoked;
}

}  // namespace assay::identity
