#include "lms/identity/sign_in.h"

#include "common/crypto/key.h"
#include "common/sha256.h"
#include "lms/identity/rows.h"
#include "lms/identity/throttle.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kFind = {"find_password", R"(
SELECT p.id, coalesce(CASE WHEN p.disabled_at IS NULL THEN w.hash END, ''),
       EXISTS (SELECT 1 FROM identity.known_browsers b WHERE b.person = p.id AND b.sha256 = $3)
FROM identity.people p LEFT JOIN identity.passwords w ON w.person = p.id
WHERE p.tenant = $1 AND lower(p.email) = lower($2) AND p.email <> '')"};
constexpr Statement kNeedsCode = {"person_needs_code", R"(
SELECT 1 FROM identity.second_factors WHERE person = $1 AND confirmed_at IS NOT NULL)"};
constexpr Statement kFindByPerson = {"find_password_of_person", R"(
SELECT p.tenant, CASE WHEN p.email = '' THEN p.id ELSE p.email END, p.name, p.email,
       coalesce(w.hash, '')
FROM identity.people p LEFT JOIN identity.passwords w ON w.person = p.id WHERE p.id = $1)"};
constexpr Statement kSet = {"set_password", R"(
INSERT INTO identity.passwords (person, hash) VALUES ($1, $2)
ON CONFLICT (person) DO UPDATE SET hash = $2, changed_at = now())"};
// A link that was made for whoever had no password is of no use to anybody else later.
constexpr Statement kIsLinked = {"is_linked",
                                 "SELECT 1 FROM identity.linked_people WHERE person = $1 LIMIT 1"};
constexpr Statement kEndInvitations = {"end_invitations_of_password", R"(
UPDATE identity.invitations SET revoked_at = now()
WHERE person = $1 AND accepted_at IS NULL AND revoked_at IS NULL)"};
// Where it is still the one that was verified.
constexpr Statement kRehash = {
    "rehash_password", "UPDATE identity.passwords SET hash = $3 WHERE person = $1 AND hash = $2"};

constexpr Statement kRemember = {"remember_browser", R"(
INSERT INTO identity.known_browsers (person, sha256) VALUES ($1, $2))"};
constexpr Statement kForgetBrowsers = {"forget_browsers", R"(
DELETE FROM identity.known_browsers WHERE person = $1
  AND (used_at < now() - interval '180 days' OR sha256 IN (
       SELECT sha256 FROM identity.known_browsers WHERE person = $1
       ORDER BY used_at DESC, sha256 OFFSET 20)))"};

constexpr Statement kSweepTickets = {
    "sweep_tickets", "DELETE FROM identity.sign_in_tickets WHERE expires_at < now()"};
constexpr Statement kAddTicket = {"add_ticket", R"(
INSERT INTO identity.sign_in_tickets (sha256, person, expires_at, method)
VALUES ($1, $2, now() + $3::bigint * interval '1 second', $4))"};
constexpr Statement kTakeTicket = {"take_ticket", R"(
UPDATE identity.sign_in_tickets t SET attempts = attempts + 1
FROM identity.people p
WHERE t.sha256 = $1 AND t.expires_at > clock_timestamp() AND t.attempts < $2 AND p.id = t.person
  AND p.disabled_at IS NULL
RETURNING t.person, p.tenant, p.email, t.method)"};
constexpr Statement kDropTicket = {"drop_ticket",
                                   "DELETE FROM identity.sign_in_tickets WHERE sha256 = $1"};

Status Wrong() { return Unauthenticated("the address or the password is wrong"); }
Status WrongCode() {
  return Unauthenticated("the code is wrong, was used, or came too late; sign in again");
}

std::string BrowserDigest(const std::string& browser) {
  return browser.empty() || browser.size() > 100 ? std::string() : Sha256Hex(browser);
}

// Counted, and committed also where it refuses.
Status CountAttempt(Connection& connection, const ThrottleKeys& keys,
                    std::chrono::seconds& retry_after) {
  Status taken;
  const Status ended = connection.InTransaction([&]() -> Status {
    taken = TakeAttempt(connection, keys, retry_after);
    return taken.code() == StatusCode::kResourceExhausted ? OkStatus() : taken;
  });
  return ended.ok() ? taken : ended;
}

}  // namespace

SignIn::SignIn(database::Pool& pool, const PasswordRules& rules, Vault& vault, HashCost cost,
               Journal* journal)
    : pool_(pool),
      rules_(rules),
      vault_(vault),
      cost_(cost),
      journal_(journal),
      hash_of_nobody_([&cost] {
        const auto hash = HashPassword(crypto::RandomToken(), cost);
        return hash.ok() ? *hash : std::string();
      }()) {}

Result<SignedIn> SignIn::WithPassword(const Credentials& credentials,
                                      std::chrono::seconds& retry_after) {
  // What the rules never let anybody choose is wrong as any other.
  const auto normal = NormalisePassword(credentials.password);
  const std::string password = normal.ok() ? *normal : std::string();
  if (!IsTenantId(credentials.tenant) || !IsLine(credentials.email, 254)) return Wrong();
  const std::string browser = BrowserDigest(credentials.browser);
  ASSAY_ASSIGN_OR_RETURN(auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows found,
      connection->Execute(kFind,
                          Params().Add(credentials.tenant).Add(credentials.email).Add(browser)));
  const bool known = !found.empty() && found.Bool(0, 2);
  const ThrottleKeys keys = KeysOf(credentials.tenant, credentials.email,
                                   credentials.client.address, known ? browser : "");
  ASSAY_RETURN_IF_ERROR(CountAttempt(*connection, keys, retry_after));
  const bool has_one = !found.empty() && !found.Text(0, 1).empty();
  const std::string hash = has_one ? std::string(found.Text(0, 1)) : hash_of_nobody_;
  // A record costs the same for whoever there is none of.
  const std::string person(found.empty() ? std::string_view() : found.Text(0, 0));
  if (!VerifyPassword(hash, password) || !has_one) {
    ASSAY_RETURN_IF_ERROR(connection->InTransaction(
        [&] { return Record(*connection, person, credentials.client.address, "sign_in.wrong"); }));
    return Wrong();
  }

  SignedIn done;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(GiveBackAttempt(*connection, keys));
    if (NeedsRehash(hash, cost_)) {
      ASSAY_ASSIGN_OR_RETURN(const std::string again, HashPassword(password, cost_));
      ASSAY_RETURN_IF_ERROR(
          connection->Execute(kRehash, Params().Add(person).Add(hash).Add(again)).status());
    }
    ASSAY_ASSIGN_OR_RETURN(done, BeginOrAsk(*connection, person, "password", credentials.client));
    if (!done.session) return OkStatus();
    return Record(*connection, person, credentials.client.address, "sign_in.password");
  });
  if (!ended.ok()) return ended;
  return done;
}

Result<SignedIn> SignIn::WithCode(const std::string& ticket, const std::string& code,
                                  const SessionClient& client, std::chrono::seconds& retry_after) {
  const std::string digest = Sha256Hex(ticket);
  ASSAY_ASSIGN_OR_RETURN(auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows found,
      connection->Execute(kTakeTicket, Params().Add(digest).Add(int64_t{kTicketAttempts})));
  if (found.empty()) return WrongCode();
  const std::string person(found.Text(0, 0));
  // Of codes, which are short, all wrong ones of the account count together: no browser is better.
  const ThrottleKeys keys = KeysOf(std::string(found.Text(0, 1)) + "/code",
                                   std::string(found.Text(0, 2)), client.address, "");
  ASSAY_RETURN_IF_ERROR(CountAttempt(*connection, keys, retry_after));
  SignedIn done;
  bool right = false;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(right, UseCode(*connection, vault_, person, code));
    if (!right) return Record(*connection, person, client.address, "sign_in.wrong_code");
    ASSAY_RETURN_IF_ERROR(GiveBackAttempt(*connection, keys));
    ASSAY_RETURN_IF_ERROR(connection->Execute(kDropTicket, Params().Add(digest)).status());
    const std::string method = std::string(found.Text(0, 3)) + "+totp";
    ASSAY_ASSIGN_OR_RETURN(done, Begin(*connection, person, method, client));
    return Record(*connection, person, client.address, "sign_in.code");
  });
  if (!ended.ok()) return ended;
  if (!right) return WrongCode();
  return done;
}

Status SignIn::Record(Connection& connection, const std::string& person, const std::string& address,
                      const char* action) {
  std::vector<std::string> subjects;
  if (!person.empty()) subjects.push_back(person);
  return Trail{journal_, {person, address}}.Write(connection, {"", action, subjects, "", "", ""});
}

Result<SignedIn> SignIn::Begin(Connection& connection, const std::string& person,
                               const std::string& method, const SessionClient& client) {
  SignedIn done;
  done.person = person;
  done.browser = crypto::RandomToken();
  ASSAY_ASSIGN_OR_RETURN(done.session, CreateSession(connection, person, method, client));
  ASSAY_RETURN_IF_ERROR(
      connection.Execute(kRemember, Params().Add(person).Add(Sha256Hex(done.browser))).status());
  ASSAY_RETURN_IF_ERROR(connection.Execute(kForgetBrowsers, Params().Add(person)).status());
  return done;
}

Result<SignedIn> SignIn::BeginOrAsk(Connection& connection, const std::string& person,
                                    const std::string& method, const SessionClient& client) {
  ASSAY_ASSIGN_OR_RETURN(const Rows factor, connection.Execute(kNeedsCode, Params().Add(person)));
  if (factor.empty()) return Begin(connection, person, method, client);
  SignedIn done;
  done.person = person;
  done.ticket = crypto::RandomToken();
  ASSAY_RETURN_IF_ERROR(connection.Execute(kSweepTickets).status());
  const Params params =
      Params().Add(Sha256Hex(done.ticket)).Add(person).Add(kTicketLifetime.count()).Add(method);
  ASSAY_RETURN_IF_ERROR(connection.Execute(kAddTicket, params).status());
  return done;
}

Result<bool> SignIn::HasPassword(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows found,
                         connection->Execute(kFindByPerson, Params().Add(person)));
  if (found.empty()) return NotFound("person: there is nobody with this id");
  return !found.Text(0, 4).empty();
}

Status SignIn::Confirm(const std::string& person, const std::string& password,
                       std::chrono::seconds& retry_after) {
  const auto normal = NormalisePassword(password);
  ASSAY_ASSIGN_OR_RETURN(auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows found,
                         connection->Execute(kFindByPerson, Params().Add(person)));
  if (found.empty()) return NotFound("person: there is nobody with this id");
  // Who is signed in already has a count of their own, which nobody else can fill.
  const ThrottleKeys keys = KeysOf(std::string(found.Text(0, 0)) + "/confirm", person, "", "");
  ASSAY_RETURN_IF_ERROR(CountAttempt(*connection, keys, retry_after));
  const std::string hash(found.Text(0, 4));
  if (!normal.ok() || hash.empty() || !VerifyPassword(hash, *normal)) {
    return Unauthenticated("the present password is wrong");
  }
  return connection->InTransaction([&] { return GiveBackAttempt(*connection, keys); });
}

Status SignIn::MayOpenOwnDoor(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows linked, connection->Execute(kIsLinked, Params().Add(person)));
  if (linked.empty()) return OkStatus();
  return PermissionDenied(
      "this account is opened from a learning platform; for a password or a passkey of its own ask "
      "an administrator for an invitation");
}

Status SignIn::SetPassword(Connection& connection, const std::string& person,
                           const std::string& password) {
  ASSAY_ASSIGN_OR_RETURN(const Rows found, connection.Execute(kFindByPerson, Params().Add(person)));
  if (found.empty()) return NotFound("person: there is nobody with this id");
  ASSAY_ASSIGN_OR_RETURN(
      const std::string normal,
      rules_.Check(password, {std::string(found.Text(0, 0)), std::string(found.Text(0, 2)),
                              std::string(found.Text(0, 3))}));
  ASSAY_ASSIGN_OR_RETURN(const std::string hash, HashPassword(normal, cost_));
  ASSAY_RETURN_IF_ERROR(connection.Execute(kEndInvitations, Params().Add(person)).status());
  return connection.Execute(kSet, Params().Add(person).Add(hash)).status();
}

Status SignIn::ChangePassword(const std::string& person, const std::string& current,
                              const std::string& next, const std::string& keep_session,
                              std::chrono::seconds& retry_after) {
  ASSAY_ASSIGN_OR_RETURN(const bool has_one, HasPassword(person));
  ASSAY_RETURN_IF_ERROR(has_one ? Confirm(person, current, retry_after) : MayOpenOwnDoor(person));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(SetPassword(*connection, person, next));
    ASSAY_RETURN_IF_ERROR(RevokeSessions(*connection, person, keep_session).status());
    return Record(*connection, person, "", "password.change");
  });
}

}  // namespace assay::identity
