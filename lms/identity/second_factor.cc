#include "lms/identity/second_factor.h"

#include <algorithm>

#include "common/crypto/key.h"
#include "common/sha256.h"
#include "lms/identity/rows.h"
#include "lms/identity/totp.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr std::string_view kContext = "totp secret";

constexpr Statement kPerson = {"person_of_factor", R"(
SELECT CASE WHEN email = '' THEN name ELSE email END FROM identity.people WHERE id = $1
FOR NO KEY UPDATE)"};
constexpr Statement kStart = {"start_factor", R"(
INSERT INTO identity.second_factors (person, sealed) VALUES ($1, $2)
ON CONFLICT (person) DO UPDATE SET sealed = $2, last_step = 0
WHERE second_factors.confirmed_at IS NULL RETURNING person)"};
// Times after a lock are clock_timestamp(): now() is when the transaction began to wait for it.
constexpr Statement kLock = {"lock_factor", R"(
SELECT sealed, last_step, confirmed_at IS NOT NULL,
       extract(epoch FROM clock_timestamp())::bigint
FROM identity.second_factors WHERE person = $1 FOR UPDATE)"};
constexpr Statement kUsed = {"used_factor", R"(
UPDATE identity.second_factors SET last_step = $2, confirmed_at = coalesce(confirmed_at, now())
WHERE person = $1)"};
constexpr Statement kDrop = {
    "drop_factor", "DELETE FROM identity.second_factors WHERE person = $1 RETURNING person"};
constexpr Statement kDropRecovery = {"drop_recovery",
                                     "DELETE FROM identity.recovery_codes WHERE person = $1"};
constexpr Statement kAddRecovery = {"add_recovery", R"(
INSERT INTO identity.recovery_codes (person, sha256) SELECT $1, unnest($2::text[]))"};
constexpr Statement kUseRecovery = {"use_recovery", R"(
UPDATE identity.recovery_codes SET used_at = clock_timestamp()
WHERE person = $1 AND sha256 = $2 AND used_at IS NULL RETURNING person)"};
constexpr Statement kState = {"state_factor", R"(
SELECT EXISTS (SELECT 1 FROM identity.second_factors
               WHERE person = $1 AND confirmed_at IS NOT NULL),
       (SELECT count(*) FROM identity.recovery_codes WHERE person = $1 AND used_at IS NULL))"};

// "abcd-efgh-ijkl-mnop" of 80 random bits.
std::string NewRecoveryCode() {
  std::string code = Base32Encode(crypto::RandomBytes(10));
  std::transform(code.begin(), code.end(), code.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const size_t at : {12U, 8U, 4U}) code.insert(at, "-");
  return code;
}

// Of the person, so that equal codes of two would not look equal. Case, spaces and dashes do not
// matter.
std::string RecoveryDigest(const std::string& person, std::string_view typed) {
  std::string code;
  for (const char c : typed.substr(0, 64)) {
    if (c == '-' || c == ' ') continue;
    code += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  Sha256 sha;
  sha.UpdateField(person);
  sha.UpdateField(code);
  return sha.Hex();
}

// Marks the step as used where the code is right.
Result<bool> UseTotp(Connection& connection, Vault& vault, const std::string& person,
                     std::string_view code, const Rows& factor) {
  ASSAY_ASSIGN_OR_RETURN(std::string secret,
                         vault.Open(connection, person, factor.Text(0, 0), kContext));
  const auto step = MatchTotp(secret, code, factor.Int(0, 3), factor.Int(0, 1));
  crypto::Wipe(secret);
  if (!step) return false;
  ASSAY_RETURN_IF_ERROR(connection.Execute(kUsed, Params().Add(person).Add(*step)).status());
  return true;
}

}  // namespace

Result<SecondFactors::Started> SecondFactors::Start(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::string secret = crypto::RandomBytes(kTotpSecretBytes);
  Started started;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows who, connection->Execute(kPerson, Params().Add(person)));
    if (who.empty()) return NotFound("person: there is nobody with this id");
    ASSAY_ASSIGN_OR_RETURN(const std::string sealed,
                           vault_.Seal(*connection, person, secret, kContext));
    ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                           connection->Execute(kStart, Params().Add(person).Add(sealed)));
    if (rows.empty()) {
      return FailedPrecondition("a second factor is in force already; remove it first");
    }
    started = {Base32Encode(secret), TotpUri(secret, "Assay", who.Text(0, 0))};
    return OkStatus();
  });
  crypto::Wipe(secret);
  if (!ended.ok()) return ended;
  return started;
}

Result<std::vector<std::string>> SecondFactors::Confirm(const std::string& person,
                                                        const std::string& code) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  std::vector<std::string> codes;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows factor, connection->Execute(kLock, Params().Add(person)));
    if (factor.empty() || factor.Bool(0, 2)) {
      return FailedPrecondition("no second factor waits to be confirmed; start again");
    }
    ASSAY_ASSIGN_OR_RETURN(const bool right, UseTotp(*connection, vault_, person, code, factor));
    if (!right) return InvalidArgument("code: is wrong; does the clock of your device go right?");
    std::vector<std::string> digests;
    for (int i = 0; i < kRecoveryCodes; ++i) {
      codes.push_back(NewRecoveryCode());
      digests.push_back(RecoveryDigest(person, codes.back()));
    }
    ASSAY_RETURN_IF_ERROR(connection->Execute(kDropRecovery, Params().Add(person)).status());
    ASSAY_RETURN_IF_ERROR(
        connection->Execute(kAddRecovery, Params().Add(person).AddArray(digests)).status());
    return trail_.Write(*connection, {"", "second_factor.confirm", {person}, "", "", ""});
  });
  if (!ended.ok()) return ended;
  return codes;
}

Status SecondFactors::Drop(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  return connection->InTransaction([&]() -> Status {
    ASSAY_RETURN_IF_ERROR(connection->Execute(kDropRecovery, Params().Add(person)).status());
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kDrop, Params().Add(person)));
    if (rows.empty()) return NotFound("there is no second factor");
    return trail_.Write(*connection, {"", "second_factor.remove", {person}, "", "", ""});
  });
}

Result<SecondFactors::State> SecondFactors::Get(const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(pool_));
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection->Execute(kState, Params().Add(person)));
  return State{rows.Bool(0, 0), static_cast<int>(rows.Int(0, 1))};
}

Result<bool> UseCode(Connection& connection, Vault& vault, const std::string& person,
                     std::string_view code) {
  ASSAY_ASSIGN_OR_RETURN(const Rows factor, connection.Execute(kLock, Params().Add(person)));
  if (factor.empty() || !factor.Bool(0, 2)) return false;
  ASSAY_ASSIGN_OR_RETURN(const bool right, UseTotp(connection, vault, person, code, factor));
  if (right) return true;
  ASSAY_ASSIGN_OR_RETURN(
      const Rows used,
      connection.Execute(kUseRecovery, Params().Add(person).Add(RecoveryDigest(person, code))));
  return !used.empty();
}

}  // namespace assay::identity
