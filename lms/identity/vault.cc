#include "lms/identity/vault.h"

#include "common/crypto/encoding.h"
#include "common/crypto/seal.h"
#include "common/sha256.h"

namespace assay::identity {
namespace {

using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr uint64_t kKeyId = 1;  // a person has one key

constexpr Statement kFind = {"find_person_key",
                             "SELECT wrapped FROM identity.person_keys WHERE person = $1"};
constexpr Statement kAdd = {"add_person_key", R"(
INSERT INTO identity.person_keys (person, wrapped, fingerprint)
SELECT id, $2, $3 FROM identity.people WHERE id = $1 ON CONFLICT (person) DO NOTHING)"};
constexpr Statement kDestroy = {"destroy_person_key", R"(
UPDATE identity.person_keys SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, now())
WHERE person = $1 RETURNING fingerprint)"};

constexpr Statement kAll = {"all_person_keys", R"(
SELECT person, wrapped FROM identity.person_keys WHERE wrapped IS NOT NULL AND person > $1
ORDER BY person LIMIT 1000)"};
constexpr Statement kReplace = {"replace_person_key", R"(
UPDATE identity.person_keys SET wrapped = $3 WHERE person = $1 AND wrapped = $2)"};

constexpr Statement kAllSecrets = {"all_provider_secrets", R"(
SELECT id, secret FROM identity.providers WHERE secret <> '' AND id > $1 ORDER BY id LIMIT 1000)"};
constexpr Statement kReplaceSecret = {"replace_provider_secret", R"(
UPDATE identity.providers SET secret = $3 WHERE id = $1 AND secret = $2)"};

std::string WrapContext(const std::string& person) { return "assay identity key of " + person; }

Status Destroyed() {
  return FailedPrecondition("the person was erased, and what was kept under their key with them");
}

}  // namespace

std::string ProviderSecretContext(const std::string& id) {
  return "secret of identity provider " + id;
}

Result<crypto::Key> Vault::KeyOf(Connection& connection, const std::string& person) {
  ASSAY_ASSIGN_OR_RETURN(Rows rows, connection.Execute(kFind, Params().Add(person)));
  if (rows.empty()) {
    const crypto::Key key = crypto::Key::Random();
    ASSAY_ASSIGN_OR_RETURN(const std::string wrapped,
                           masters_.Seal(key.bytes(), WrapContext(person)));
    const Params params =
        Params().Add(person).Add(crypto::HexEncode(wrapped)).Add(Sha256Hex(key.bytes()));
    ASSAY_RETURN_IF_ERROR(connection.Execute(kAdd, params).status());
    // Of two that make one at the same time the first one's stays.
    ASSAY_ASSIGN_OR_RETURN(rows, connection.Execute(kFind, Params().Add(person)));
  }
  if (rows.empty()) return NotFound("person: there is nobody with this id");
  if (rows.IsNull(0, 0)) return Destroyed();
  ASSAY_ASSIGN_OR_RETURN(const std::string wrapped, crypto::HexDecode(rows.Text(0, 0)));
  ASSAY_ASSIGN_OR_RETURN(std::string bytes, masters_.Open(wrapped, WrapContext(person)));
  auto key = crypto::Key::FromBytes(bytes);
  crypto::Wipe(bytes);
  return key;
}

Result<std::string> Vault::Seal(Connection& connection, const std::string& person,
                                std::string_view plain, std::string_view context) {
  ASSAY_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(connection, person));
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed, crypto::Seal(key, kKeyId, plain, context));
  return crypto::HexEncode(sealed);
}

Result<std::string> Vault::Open(Connection& connection, const std::string& person,
                                std::string_view sealed, std::string_view context) {
  ASSAY_ASSIGN_OR_RETURN(const crypto::Key key, KeyOf(connection, person));
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, crypto::HexDecode(sealed));
  return crypto::Open(key, bytes, context);
}

Result<std::string> Vault::Destroy(Connection& connection, const std::string& person) {
  const Status had = KeyOf(connection, person).status();
  if (!had.ok() && had.code() != StatusCode::kFailedPrecondition) return had;
  ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(kDestroy, Params().Add(person)));
  if (rows.empty()) return Internal("the key of a person is not there to be destroyed");
  return std::string(rows.Text(0, 0));
}

Result<std::string> Vault::SealShared(std::string_view plain, std::string_view context) {
  ASSAY_ASSIGN_OR_RETURN(const std::string sealed, masters_.Seal(plain, context));
  return crypto::HexEncode(sealed);
}

Result<std::string> Vault::OpenShared(std::string_view sealed, std::string_view context) {
  ASSAY_ASSIGN_OR_RETURN(const std::string bytes, crypto::HexDecode(sealed));
  return masters_.Open(bytes, context);
}

Status Vault::Rewrap(Connection& connection) {
  ASSAY_RETURN_IF_ERROR(RewrapAll(connection, kAll, kReplace, &WrapContext));
  return RewrapAll(connection, kAllSecrets, kReplaceSecret, &ProviderSecretContext);
}

Status Vault::RewrapAll(Connection& connection, const Statement& all, const Statement& replace,
                        std::string (*context)(const std::string& id)) {
  for (std::string after;;) {
    ASSAY_ASSIGN_OR_RETURN(const Rows rows, connection.Execute(all, Params().Add(after)));
    if (rows.empty()) return OkStatus();
    for (size_t i = 0; i < rows.size(); ++i) {
      after = rows.Text(i, 0);
      const std::string old(rows.Text(i, 1));
      ASSAY_ASSIGN_OR_RETURN(const std::string wrapped, crypto::HexDecode(old));
      ASSAY_ASSIGN_OR_RETURN(const bool newest, masters_.IsNewest(wrapped));
      if (newest) continue;
      ASSAY_ASSIGN_OR_RETURN(std::string bytes, masters_.Open(wrapped, context(after)));
      auto again = masters_.Seal(bytes, context(after));
      crypto::Wipe(bytes);
      if (!again.ok()) return again.status();
      const Params params = Params().Add(after).Add(old).Add(crypto::HexEncode(*again));
      ASSAY_RETURN_IF_ERROR(connection.Execute(replace, params).status());
    }
  }
}

}  // namespace assay::identity
