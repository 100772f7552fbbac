#include "lms/identity/passkeys.h"

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/sha256.h"
#include "lms/identity/rows.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

#define ASSAY_PASSKEY                                              \
  "id, name, (extract(epoch FROM created_at) * 1000000)::bigint, " \
  "coalesce((extract(epoch FROM used_at) * 1000000)::bigint, 0) "

constexpr Statement kSweep = {"sweep_passkey_challenges",
                              "DELETE FROM identity.passkey_challenges WHERE expires_at < now()"};
constexpr Statement kAddChallenge = {"add_passkey_challenge", R"(
INSERT INTO identity.passkey_challenges (sha256, person, expires_at)
VALUES ($1, nullif($2, ''), now() + $3::bigint * interval '1 second'))"};
constexpr Statement kTakeChallenge = {"take_passkey_challenge", R"(
DELETE FROM identity.passkey_challenges WHERE sha256 = $1
RETURNING coalesce(person, ''), expires_at > clock_timestamp())"};

constexpr Statement kPerson = {"person_of_new_passkey", R"(
SELECT name, CASE WHEN email = '' THEN name ELSE email END, tenant FROM identity.people
WHERE id = $1 AND disabled_at IS NULL AND erased_at IS NULL FOR UPDATE)"};
constexpr Statement kCredentials = {"credentials_of_person", R"(
SELECT credential FROM identity.passkeys WHERE person = $1 ORDER BY created_at, id)"};
constexpr Statement kAdd = {"add_passkey", R"(
INSERT INTO identity.passkeys (person, credential, algorithm, public_key, uses, name)
VALUES ($1, $2, $3, $4, $5, $6) RETURNING )" ASSAY_PASSKEY};
constexpr Statement kList = {"list_passkeys", "SELECT " ASSAY_PASSKEY R"(
FROM identity.passkeys WHERE person = $1 ORDER BY created_at DESC, id)"};
constexpr Statement kRename = {"rename_passkey", R"(
UPDATE identity.passkeys SET name = $3 WHERE person = $1 AND id = $2 RETURNING id)"};
constexpr Statement kRemove = {
    "remove_passkey", "DELETE FROM identity.passkeys WHERE person = $1 AND id = $2 RETURNING id"};

// Locked: of two answers with one count the second one is late.
constexpr Statement kFind = {"find_passkey", R"(
SELECT k.id, k.person, k.algorithm, k.public_key, k.uses,
       p.disabled_at IS NULL AND p.erased_at IS NULL
FROM identity.passkeys k JOIN identity.people p ON p.id = k.person
WHERE k.credential = $1 FOR UPDATE OF k)"};
constexpr Statement kUsed = {
    "used_passkey", "UPDATE identity.passkeys SET uses = $2, used_at = now() WHERE id = $1"};

Passkey PasskeyOf(const Rows& rows, size_t row) {
  return {std::string(rows.Text(row, 0)), std::string(rows.Text(row, 1)), rows.Int(row, 2),
          rows.Int(row, 3)};
}

Status Wrong() {
  return Unauthenticated(
      "this passkey is not known here, or the sign-in took too long; try again, or sign in another "
      "way");
}

Status CheckName(const std::string& name) {
  return IsLine(name, 100) ? OkStatus() : InvalidArgument("name: 1 to 100 bytes, on one line");
}

}  // namespace

Result<std::string> Passkeys::Challenge(Connection& connection, const std::string& person) {
  std::string challenge = crypto::RandomToken();
  ASSAY_RETURN_IF_ERROR(connection.Execute(kSweep).status());
  const Params params =
      Params().Add(Sha256Hex(challenge)).Add(person).Add(kPasskeyChallengeLifetime.count());
  ASSAY_RETURN_IF_ERROR(connection.Execute(kAddChallenge, params).status());
  return challenge;
}

Result<bool> Passkeys::Take(const std::string& challenge, const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kTakeChallenge, Params().Add(Sha256Hex(challenge))));
  return !rows.empty() && rows.Text(0, 0) == person && rows.Bool(0, 1);
}

Result<Passkeys::Options> Passkeys::StartNew(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows who, connection->Execute(kPerson, Params().Add(person)));
  if (who.empty()) return NotFound("person: there is nobody with this id");
  Options options;
  options.display_name = who.Text(0, 0);
  options.name = who.Text(0, 1);
  options.user = crypto::Base64UrlEncode(person);
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kCredentials, Params().Add(person)));
  for (size_t i = 0; i < rows.size(); ++i) options.credentials.emplace_back(rows.Text(i, 0));
  ASSAY_ASSIGN_OR_RETURN(options.challenge, Challenge(*connection, person));
  return options;
}

Result<Passkey> Passkeys::FinishNew(const New& made, const RelyingParty& party) {
  ASSAY_RETURN_IF_ERROR(CheckName(made.name));
  ASSAY_ASSIGN_OR_RETURN(const std::string challenge,
                         ReadClientData(made.client_data, "webauthn.create", party));
  ASSAY_ASSIGN_OR_RETURN(const bool asked, Take(challenge, made.person));
  if (!asked)
    return InvalidArgument("client_data: that was not asked for, or too long ago; start again");
  ASSAY_ASSIGN_OR_RETURN(const NewPasskey passkey, ReadNewPasskey(made.authenticator_data, party));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  Passkey kept;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows who, connection->Execute(kPerson, Params().Add(made.person)));
    if (who.empty()) return NotFound("person: there is nobody with this id");
    ASSAY_ASSIGN_OR_RETURN(const Rows has,
                           connection->Execute(kCredentials, Params().Add(made.person)));
    if (has.size() >= static_cast<size_t>(kMostPasskeys))
      return ResourceExhausted("a person has at most 20 passkeys; remove one first");
    const Params params = Params()
                              .Add(made.person)
                              .Add(crypto::Base64UrlEncode(passkey.credential))
                              .Add(int64_t{passkey.key.algorithm})
                              .Add(crypto::HexEncode(passkey.key.public_key))
                              .Add(int64_t{passkey.count})
                              .Add(made.name);
    const Result<Rows> rows = connection->Execute(kAdd, params);
    if (rows.status().code() == StatusCode::kAlreadyExists)
      return Status(StatusCode::kAlreadyExists, "this passkey is known here already");
    if (!rows.ok()) return rows.status();
    kept = PasskeyOf(*rows, 0);
    return Trail{journal_, {made.person, made.address}}.Write(
        *connection, {"", "passkey.add", {made.person}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return kept;
}

Result<std::vector<Passkey>> Passkeys::List(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kList, Params().Add(person)));
  std::vector<Passkey> passkeys;
  for (size_t i = 0; i < rows.size(); ++i) passkeys.push_back(PasskeyOf(rows, i));
  return passkeys;
}

Status Passkeys::Rename(const std::string& person, const std::string& id, const std::string& name) {
  ASSAY_RETURN_IF_ERROR(CheckName(name));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection->Execute(kRename, Params().Add(person).Add(id).Add(name)));
  return rows.empty() ? NotFound("id: there is no passkey with this id") : OkStatus();
}

Status Passkeys::Remove(const Actor& actor, const std::string& person, const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kRemove, Params().Add(person).Add(id)));
    if (rows.empty()) return NotFound("id: there is no passkey with this id");
    return Trail{journal_, actor}.Write(*connection, {"", "passkey.remove", {person}, "", "", ""});
  });
}

Result<std::string> Passkeys::StartSignIn() {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return Challenge(*connection, "");
}

Result<SignedIn> Passkeys::FinishSignIn(const Answer& answer, const RelyingParty& party) {
  const auto challenge = ReadClientData(answer.signed_data.client_data, "webauthn.get", party);
  if (!challenge.ok()) return Wrong();
  ASSAY_ASSIGN_OR_RETURN(const bool asked, Take(*challenge, ""));
  if (!asked || !IsLine(answer.credential, 1364)) return Wrong();
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  SignedIn done;
  bool right = false;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kFind, Params().Add(answer.credential)));
    if (rows.empty() || !rows.Bool(0, 5) || rows.Text(0, 1) != answer.user) return OkStatus();
    const std::string person(rows.Text(0, 1));
    ASSAY_ASSIGN_OR_RETURN(std::string public_key, crypto::HexDecode(rows.Text(0, 3)));
    const PasskeyKey key{static_cast<int>(rows.Int(0, 2)), std::move(public_key)};
    const Result<uint32_t> count = VerifyAnswer(answer.signed_data, key, party);
    const Trail trail{journal_, {person, answer.client.address}};
    if (!count.ok())
      return trail.Write(*connection, {"", "sign_in.wrong_passkey", {person}, "", "", ""});
    // A device that counts never counts back: there are two of it (WebAuthn, 7.2, step 21).
    const int64_t before = rows.Int(0, 4);
    if ((before != 0 || *count != 0) && *count <= before)
      return trail.Write(*connection, {"", "passkey.copied", {person}, "", "", ""});
    right = true;
    ASSAY_RETURN_IF_ERROR(
        connection->Execute(kUsed, Params().Add(rows.Text(0, 0)).Add(int64_t{*count})).status());
    ASSAY_ASSIGN_OR_RETURN(done, sign_in_.Begin(*connection, person, "passkey", answer.client));
    return trail.Write(*connection, {"", "sign_in.passkey", {person}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  if (!right) return Wrong();
  return done;
}

}  // namespace assay::identity
