#include "lms/identity/provider_sign_in.h"

#include <nlohmann/json.hpp>
#include <optional>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/crypto/mac.h"
#include "common/http/url.h"
#include "common/sha256.h"
#include "lms/identity/people.h"
#include "lms/identity/rows.h"
#include "lms/identity/sessions.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr size_t kSecretLetters = 43;  // 32 bytes

constexpr Statement kSweep = {"sweep_provider_sign_ins",
                              "DELETE FROM identity.provider_sign_ins WHERE expires_at < now()"};
constexpr Statement kSend = {"add_provider_sign_in", R"(
INSERT INTO identity.provider_sign_ins (state, browser, provider, redirect_uri, return_to, expires_at)
VALUES ($1, $2, $3, $4, $5, now() + $6::bigint * interval '1 second'))"};
// Once, whatever comes of it.
constexpr Statement kTake = {"take_provider_sign_in", R"(
DELETE FROM identity.provider_sign_ins WHERE state = $1
RETURNING browser, provider, redirect_uri, return_to, expires_at > clock_timestamp())"};

// Two windows in which the same person signs in for the first time.
constexpr Statement kLock = {"lock_provider_person",
                             "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))"};
constexpr Statement kFind = {"find_provider_person", R"(
UPDATE identity.provider_people l SET used_at = now()
WHERE l.tenant = $1 AND l.issuer = $2 AND l.subject = $3 RETURNING l.person)"};
// With whether the issuer has another name for them: an address that was given to somebody new.
constexpr Statement kByEmail = {"find_person_of_provider_email", R"(
SELECT p.id, EXISTS (SELECT 1 FROM identity.provider_people l WHERE l.person = p.id AND l.issuer = $3)
FROM identity.people p
WHERE p.tenant = $1 AND lower(p.email) = lower($2) AND p.email <> '' AND p.erased_at IS NULL)"};
constexpr Statement kLink = {"link_provider_person", R"(
INSERT INTO identity.provider_people (tenant, issuer, subject, person) VALUES ($1, $2, $3, $4))"};
// Links with which somebody else could still set a password.
constexpr Statement kEndInvitations = {"end_invitations_of_provider", R"(
UPDATE identity.invitations SET revoked_at = now()
WHERE person = $1 AND accepted_at IS NULL AND revoked_at IS NULL)"};
// Who had opened the account before, with a link that another saw or by a platform's word, is out:
// it is the address's holder's from now on.
constexpr Statement kEvict = {"evict_of_provider", R"(
WITH a AS (DELETE FROM identity.passwords WHERE person = $1),
     b AS (DELETE FROM identity.passkeys WHERE person = $1),
     c AS (DELETE FROM identity.linked_people WHERE person = $1)
UPDATE identity.tokens SET revoked_at = now() WHERE person = $1 AND revoked_at IS NULL)"};
constexpr Statement kMayEnter = {"person_may_enter", R"(
SELECT 1 FROM identity.people WHERE id = $1 AND disabled_at IS NULL AND erased_at IS NULL)"};

bool LooksLikeSecret(std::string_view text) {
  return text.size() == kSecretLetters && crypto::Base64UrlDecode(text).ok();
}

// From the browser's secret and the state: what the database is asked to keep proves nothing.
std::string Derived(const std::string& browser, const std::string& state, const char* what) {
  return crypto::Base64UrlEncode(crypto::HmacSha256(browser, std::string(what) + " " + state));
}

// RFC 7636, 4.2.
std::string ChallengeOf(const std::string& verifier) {
  return crypto::Base64UrlEncode(crypto::HexDecode(Sha256Hex(verifier)).value());
}

// What a person may be called here.
std::string NameFor(const ProviderClaims& claims) {
  std::string name;
  for (const char c : claims.name)
    if (static_cast<unsigned char>(c) >= ' ' && c != '\x7f') name += c;
  while (name.size() > 200) {  // whole characters
    do name.pop_back();
    while (!name.empty() && !http::IsUtf8(name));
  }
  if (!name.empty()) return name;
  const std::string before = claims.email.substr(0, claims.email.find('@'));
  return IsLine(before, 200) ? before : "?";
}

std::string DetailOf(const std::string& provider) {
  return nlohmann::json{{"provider", provider}}.dump();
}

}  // namespace

bool IsReturnPath(std::string_view path) {
  if (path.size() > 500 || !path.starts_with('/') || path.starts_with("//")) return false;
  for (const char c : path)
    if (c <= ' ' || c >= '\x7f' || c == '\\' || c == '"' || c == '<' || c == '>') return false;
  return http::ParseTarget(path).ok();
}

struct ProviderSignIn::Sent {
  Provider provider;
  std::string redirect_uri, return_to;
  std::string refused = {};
};

Result<ProviderSignIn::Started> ProviderSignIn::Begin(const Start& start) {
  const std::string return_to = start.return_to.empty() ? "/" : start.return_to;
  if (!IsReturnPath(return_to))
    return InvalidArgument("return_to: a path of the web app, such as \"/courses/intro\"");
  ASSAY_ASSIGN_OR_RETURN(const Provider provider, Providers(pool_, vault_).Find(start.provider));
  const Result<ProviderDocument> document = client_.Discover(provider.issuer);
  if (!document.ok()) {
    ASSAY_RETURN_IF_ERROR(
        Refuse(provider.tenant, provider.id, "", "provider", document.status().message()));
    return Unavailable("the provider does not answer as it should");
  }
  Started started;
  const std::string state = crypto::RandomToken();
  started.browser = LooksLikeSecret(start.browser) ? start.browser : crypto::RandomToken();
  {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
    ASSAY_RETURN_IF_ERROR(connection->Execute(kSweep).status());
    const Params params = Params()
                              .Add(Sha256Hex(state))
                              .Add(Sha256Hex(started.browser))
                              .Add(provider.id)
                              .Add(start.redirect_uri)
                              .Add(return_to)
                              .Add(kProviderSignInLifetime.count());
    ASSAY_RETURN_IF_ERROR(connection->Execute(kSend, params).status());
  }
  const std::string challenge = ChallengeOf(Derived(started.browser, state, "verifier"));
  const bool has_query = document->authorization_endpoint.find('?') != std::string::npos;
  started.url = document->authorization_endpoint + (has_query ? "&" : "?") +
                "response_type=code&client_id=" + http::PercentEncode(provider.client_id) +
                "&redirect_uri=" + http::PercentEncode(start.redirect_uri) +
                "&scope=" + http::PercentEncode("openid " + JoinScopes(provider.scopes)) +
                "&state=" + state + "&nonce=" + Derived(started.browser, state, "nonce") +
                "&code_challenge=" + challenge + "&code_challenge_method=S256";
  return started;
}

Result<ProviderSignIn::Sent> ProviderSignIn::Take(const Return& back) {
  Sent sent;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kTake, Params().Add(Sha256Hex(back.state))));
  if (rows.empty()) {
    sent.refused = "unknown, used or swept state";
    return sent;
  }
  sent.redirect_uri = rows.Text(0, 2);
  sent.return_to = rows.Text(0, 3);
  sent.provider.id = rows.Text(0, 1);
  if (!rows.Bool(0, 4)) sent.refused = "the browser came back too late";
  // Somebody else's browser: a sign-in must end where it began.
  if (!crypto::ConstantTimeEqual(rows.Text(0, 0), Sha256Hex(back.browser)))
    sent.refused = "another browser came back than was sent";
  return sent;
}

Result<ProviderClaims> ProviderSignIn::Ask(const Sent& sent, const Return& back) {
  ASSAY_ASSIGN_OR_RETURN(const ProviderDocument document, client_.Discover(sent.provider.issuer));
  // Another provider's answer: its code must not be shown to this one (RFC 9207).
  if (back.issuer.empty() ? document.names_issuer : back.issuer != document.issuer)
    return Unauthenticated("the answer is of another issuer than was asked");
  if (back.code.empty() || back.code.size() > 4096) return Unauthenticated("there is no code");
  CodeExchange exchange;
  exchange.client_id = sent.provider.client_id;
  ASSAY_ASSIGN_OR_RETURN(exchange.client_secret, Providers(pool_, vault_).SecretOf(sent.provider));
  exchange.code = back.code;
  exchange.redirect_uri = sent.redirect_uri;
  exchange.verifier = Derived(back.browser, back.state, "verifier");
  exchange.nonce = Derived(back.browser, back.state, "nonce");
  exchange.name_claim = sent.provider.name_claim;
  return client_.Redeem(document, exchange);
}

Result<ProviderSignIn::Finished> ProviderSignIn::Finish(const Return& back) {
  ASSAY_ASSIGN_OR_RETURN(Sent sent, Take(back));
  Finished finished;
  finished.return_to = sent.return_to.empty() ? "/" : sent.return_to;
  std::string why = sent.refused;
  if (!why.empty()) finished.refused = "expired";
  if (finished.refused.empty()) {
    Result<Provider> provider = Providers(pool_, vault_).Find(sent.provider.id);
    if (provider.ok()) {
      sent.provider = *std::move(provider);
    } else if (provider.status().code() == StatusCode::kNotFound) {
      finished.refused = "provider";
      why = provider.status().message();
    } else {
      return provider.status();
    }
  }
  if (finished.refused.empty() && !back.error.empty()) {
    finished.refused = back.error == "access_denied" ? "denied" : "provider";
    why = "the provider said: " + back.error.substr(0, 100);
  }
  std::optional<ProviderClaims> claims;
  if (finished.refused.empty()) {
    Result<ProviderClaims> asked = Ask(sent, back);
    if (asked.ok()) {
      claims = *std::move(asked);
    } else {
      finished.refused = "provider";
      why = asked.status().message();
    }
  }
  if (claims) {
    ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
    const Status ended = connection->InTransaction(
        [&] { return Link(*connection, sent.provider, *claims, back.client, finished); });
    if (!ended.ok()) return ended;
  }
  if (finished.refused.empty()) return finished;
  ASSAY_RETURN_IF_ERROR(
      Refuse(sent.provider.tenant, sent.provider.id, back.client.address, finished.refused, why));
  return finished;
}

// Into the audit log, for the administrator who has to find out why. Nothing personal.
Status ProviderSignIn::Refuse(const std::string& tenant, const std::string& provider,
                              const std::string& address, std::string_view word,
                              std::string_view why) {
  if (tenant.empty()) return OkStatus();  // nobody's
  nlohmann::json detail = {{"provider", provider}, {"refused", word}};
  if (!why.empty()) detail["why"] = why;
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&] {
    return Trail{journal_, {"", address}}.Write(
        *connection, {tenant,
                      "sign_in.provider_refused",
                      {},
                      detail.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace),
                      "",
                      ""});
  });
}

// The person's id; empty and why it is refused.
Result<std::string> ProviderSignIn::PersonOf(Connection& connection, const Provider& provider,
                                             const ProviderClaims& claims, const Trail& trail,
                                             std::string& refused) {
  const Params key = Params().Add(provider.tenant).Add(provider.issuer).Add(claims.subject);
  ASSAY_RETURN_IF_ERROR(connection
                            .Execute(kLock, Params().Add(provider.tenant + " " + provider.issuer +
                                                         " " + claims.subject))
                            .status());
  ASSAY_ASSIGN_OR_RETURN(const Rows linked, connection.Execute(kFind, key));
  if (!linked.empty()) return std::string(linked.Text(0, 0));

  const bool vouched =
      claims.email_verified && IsLine(claims.email, 254) && VouchesFor(provider, claims.email);
  std::string person;
  if (vouched) {
    ASSAY_ASSIGN_OR_RETURN(
        const Rows found,
        connection.Execute(kByEmail,
                           Params().Add(provider.tenant).Add(claims.email).Add(provider.issuer)));
    if (!found.empty() && found.Bool(0, 1)) {
      refused = "taken";
      return std::string();
    }
    if (!found.empty()) person = found.Text(0, 0);
  }
  if (person.empty() && !provider.create_people) {
    refused = "unknown";
    return std::string();
  }
  if (person.empty() && !provider.email_domains.empty() && !vouched) {
    refused = "address";
    return std::string();
  }
  const bool made = person.empty();
  if (made) {
    Person one;
    one.tenant = provider.tenant;
    one.name = NameFor(claims);
    if (vouched) one.email = claims.email;
    ASSAY_ASSIGN_OR_RETURN(person, PutPerson(connection, one));
  }
  ASSAY_RETURN_IF_ERROR(connection.Execute(kLink, Params(key).Add(person)).status());
  ASSAY_RETURN_IF_ERROR(connection.Execute(kEndInvitations, Params().Add(person)).status());
  if (!made) {
    ASSAY_RETURN_IF_ERROR(connection.Execute(kEvict, Params().Add(person)).status());
    ASSAY_RETURN_IF_ERROR(RevokeSessions(connection, person, "").status());
  }
  ASSAY_RETURN_IF_ERROR(trail.Write(connection, {provider.tenant,
                                                 made ? "provider.make_person" : "provider.link",
                                                 {person},
                                                 DetailOf(provider.id),
                                                 "",
                                                 ""}));
  return person;
}

Status ProviderSignIn::Link(Connection& connection, const Provider& provider,
                            const ProviderClaims& claims, const SessionClient& client,
                            Finished& finished) {
  if (claims.subject.size() > 255 || !http::IsUtf8(claims.subject) ||
      claims.subject.find('\0') != std::string::npos) {
    finished.refused = "provider";
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(const std::string person,
                         PersonOf(connection, provider, claims,
                                  Trail{journal_, {"", client.address}}, finished.refused));
  if (person.empty()) return OkStatus();
  ASSAY_ASSIGN_OR_RETURN(const Rows may, connection.Execute(kMayEnter, Params().Add(person)));
  if (may.empty()) {
    finished.refused = "disabled";
    return OkStatus();
  }
  ASSAY_ASSIGN_OR_RETURN(finished.done,
                         sign_in_.BeginOrAsk(connection, person, "provider", client));
  return Trail{journal_, {person, client.address}}.Write(
      connection, {provider.tenant, "sign_in.provider", {person}, DetailOf(provider.id), "", ""});
}

}  // namespace assay::identity
