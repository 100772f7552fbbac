#include "lms/identity/tokens.h"

#include <algorithm>

#include "common/crypto/key.h"
#include "lms/identity/rows.h"
#include "lms/identity/secrets.h"
#include "lms/identity/sessions.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

// The row is locked, so that requests side by side cannot pass the limit together.
constexpr Statement kLockPerson = {
    "lock_person", "SELECT administrator FROM identity.people WHERE id = $1 FOR NO KEY UPDATE"};

constexpr Statement kForget = {"forget_tokens", R"(
DELETE FROM identity.tokens
WHERE person = $1 AND coalesce(revoked_at, expires_at) < now() - interval '30 days')"};

constexpr Statement kCount = {"count_tokens", R"(
SELECT count(*) FROM identity.tokens
WHERE person = $1 AND revoked_at IS NULL AND expires_at > now())"};

#define ASSAY_TOKEN_COLUMNS                                                        \
  "id, person, name, scopes, (extract(epoch FROM created_at) * 1000000)::bigint, " \
  "(extract(epoch FROM expires_at) * 1000000)::bigint, "                           \
  "(extract(epoch FROM last_used_at) * 1000000)::bigint"

constexpr Statement kInsert = {"insert_token", R"(
INSERT INTO identity.tokens (person, name, scopes, lookup, sha256, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + $6::bigint * interval '1 second')
RETURNING )" ASSAY_TOKEN_COLUMNS};

constexpr Statement kFind = {"find_token", R"(
SELECT t.sha256, t.id, t.scopes, (extract(epoch FROM t.expires_at) * 1000000)::bigint,
       t.last_used_at IS NULL OR t.last_used_at < now() - interval '1 minute',
       p.id, p.tenant, p.name, p.email, p.administrator, p.roles, p.disabled
FROM identity.tokens t JOIN identity.person_rows p ON p.id = t.person
WHERE t.lookup = $1 AND NOT p.disabled AND t.revoked_at IS NULL AND t.expires_at > now())"};

// Asks again: of many requests in the same minute one writes.
constexpr Statement kUsed = {"used_token", R"(
UPDATE identity.tokens SET last_used_at = now()
WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute'))"};

constexpr Statement kList = {"list_tokens", "SELECT " ASSAY_TOKEN_COLUMNS R"(
FROM identity.tokens WHERE person = $1 AND revoked_at IS NULL AND expires_at > now()
ORDER BY created_at DESC, id)"};

constexpr Statement kRevoke = {"revoke_token", R"(
UPDATE identity.tokens SET revoked_at = coalesce(revoked_at, now())
WHERE id = $2 AND person = $1 RETURNING id)"};

#undef ASSAY_TOKEN_COLUMNS

Token TokenOf(const Rows& rows, size_t row) {
  Token token;
  token.id = rows.Text(row, 0);
  token.person = rows.Text(row, 1);
  token.name = rows.Text(row, 2);
  token.scopes = SplitScopes(rows.Text(row, 3));
  token.created_at_us = rows.Int(row, 4);
  token.expires_at_us = rows.Int(row, 5);
  if (!rows.IsNull(row, 6)) token.last_used_at_us = rows.Int(row, 6);
  return token;
}

Status CheckRequest(const TokenRequest& request) {
  const bool controls = std::any_of(request.name.begin(), request.name.end(),
                                    [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (request.name.empty() || request.name.size() > 100 || controls) {
    return InvalidArgument("name: 1 to 100 bytes without control characters, such as \"laptop\"");
  }
  if (request.lifetime < kShortestToken || request.lifetime > kLongestToken) {
    return InvalidArgument("lifetime_seconds: 60 to 31536000 (a year)");
  }
  return OkStatus();
}

// What the person may have a token for, and whether they may have one more.
Result<std::vector<std::string>> Allowed(Connection& connection, const TokenRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(std::vector<std::string> scopes,
                         ReadScopes(request.scopes, {"submit", "read"}));
  ASSAY_ASSIGN_OR_RETURN(const Rows person,
                         connection.Execute(kLockPerson, Params().Add(request.person)));
  if (person.empty()) return NotFound("person: there is nobody with this id");
  if (ScopesOf(scopes, person.Bool(0, 0)).size() != scopes.size()) {
    return PermissionDenied("scopes: \"admin\" is for administrators of the tenant");
  }
  ASSAY_RETURN_IF_ERROR(connection.Execute(kForget, Params().Add(request.person)).status());
  ASSAY_ASSIGN_OR_RETURN(const Rows held, connection.Execute(kCount, Params().Add(request.person)));
  if (held.Int(0, 0) >= kMostTokens) {
    return ResourceExhausted("person: holds 100 tokens already; revoke those that are not used");
  }
  return scopes;
}

}  // namespace

Result<CreatedToken> CreateToken(Connection& connection, const TokenRequest& request) {
  ASSAY_RETURN_IF_ERROR(CheckRequest(request));
  ASSAY_ASSIGN_OR_RETURN(const std::vector<std::string> scopes, Allowed(connection, request));
  std::string secret = NewToken();
  const Digest digest = DigestOf(secret);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kInsert, Params()
                                                         .Add(request.person)
                                                         .Add(request.name)
                                                         .Add(JoinScopes(scopes))
                                                         .Add(digest.lookup)
                                                         .Add(digest.sha256)
                                                         .Add(request.lifetime.count())));
  return CreatedToken{std::move(secret), TokenOf(rows, 0)};
}

Result<Principal> Authenticate(Connection& connection, const std::string& secret) {
  const Status refused =
      Unauthenticated("the token is not valid; sign in again (assay login) or make a new one");
  if (!LooksLikeToken(secret)) return refused;
  const Digest digest = DigestOf(secret);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kFind, Params().Add(digest.lookup)));
  std::optional<size_t> found;
  for (size_t i = 0; i < rows.size(); ++i) {
    if (crypto::ConstantTimeEqual(rows.Text(i, 0), digest.sha256)) found = i;
  }
  if (!found) return refused;
  Principal principal;
  principal.token_id = rows.Text(*found, 1);
  principal.expires_at_us = rows.Int(*found, 3);
  principal.person = PersonOf(rows, *found, 5);
  principal.scopes = ScopesOf(SplitScopes(rows.Text(*found, 2)), principal.person.administrator);
  if (rows.Bool(*found, 4)) {
    ASSAY_RETURN_IF_ERROR(connection.Execute(kUsed, Params().Add(principal.token_id)).status());
  }
  return principal;
}

Result<CreatedToken> Tokens::Create(const TokenRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::optional<CreatedToken> created;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(created, CreateToken(*connection, request));
    return trail_.Write(*connection, {"",
                                      "token.create",
                                      {request.person},
                                      "{\"token\":\"" + created->token.id + "\"}",
                                      "",
                                      ""});
  });
  if (!ended.ok()) return ended;
  return *std::move(created);
}

Result<Principal> Tokens::Authenticate(const std::string& secret) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  if (!LooksLikeSession(secret)) return identity::Authenticate(*connection, secret);
  Result<Principal> who = Unauthenticated("");
  // What it promotes or ends stands also where it refuses.
  ASSAY_RETURN_IF_ERROR(connection->InTransaction([&]() -> Status {
    who = AuthenticateSession(*connection, secret);
    return who.status().code() == StatusCode::kUnauthenticated ? OkStatus() : who.status();
  }));
  return who;
}

Result<std::vector<Token>> Tokens::List(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kList, Params().Add(person)));
  std::vector<Token> tokens;
  for (size_t i = 0; i < rows.size(); ++i) tokens.push_back(TokenOf(rows, i));
  return tokens;
}

Status Tokens::Revoke(const std::string& person, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kRevoke, Params().Add(person).Add(id)));
    if (rows.empty()) return NotFound("id: the person has no such token");
    const std::string detail = "{\"token\":\"" + std::string(rows.Text(0, 0)) + "\"}";
    return trail_.Write(*connection, {"", "token.revoke", {person}, detail, "", ""});
  });
}

}  // namespace assay::identity
