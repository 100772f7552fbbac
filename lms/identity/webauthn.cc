#include "lms/identity/webauthn.h"

#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>

#include <array>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/http/client.h"
#include "common/sha256.h"

namespace assay::identity {
namespace {

using nlohmann::json;

constexpr size_t kMaxBytes = 16U << 10U;
constexpr size_t kHashBytes = 32;
constexpr size_t kFlagsAt = 32;
constexpr unsigned kUserPresent = 0x01, kUserVerified = 0x04, kHasCredential = 0x40;
constexpr size_t kMaxCredentialId = 1023;
constexpr std::array<int, 3> kAlgorithms = {COSE_ES256, COSE_RS256, COSE_EDDSA};

template <auto Free>
struct PointerFreer {  // libfido2 frees by the address of the pointer
  template <typename T>
  void operator()(T* object) const {
    Free(&object);
  }
};
using Credential = std::unique_ptr<fido_cred_t, PointerFreer<fido_cred_free>>;
using Assertion = std::unique_ptr<fido_assert_t, PointerFreer<fido_assert_free>>;
using Es256 = std::unique_ptr<es256_pk_t, PointerFreer<es256_pk_free>>;
using Rs256 = std::unique_ptr<rs256_pk_t, PointerFreer<rs256_pk_free>>;
using Eddsa = std::unique_ptr<eddsa_pk_t, PointerFreer<eddsa_pk_free>>;

void InitialiseOnce() {
  static std::once_flag once;
  std::call_once(once, [] { fido_init(0); });
}

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string Sha256(std::string_view data) { return crypto::HexDecode(Sha256Hex(data)).value(); }

// Whom the authenticator data is for, and what the user did.
Status CheckAuthenticatorData(std::string_view data, const RelyingParty& party, unsigned flags) {
  if (data.size() <= kFlagsAt || data.substr(0, kHashBytes) != Sha256(party.id))
    return InvalidArgument("authenticator_data: for another site");
  const auto has = static_cast<unsigned char>(data[kFlagsAt]);
  if ((has & kUserPresent) == 0 || (has & kUserVerified) == 0)
    return InvalidArgument(
        "authenticator_data: the authenticator did not verify its user (PIN, finger, face)");
  if ((has & flags) != flags) return InvalidArgument("authenticator_data: without a passkey");
  return OkStatus();
}

bool Verifies(const fido_assert_t* assertion, const PasskeyKey& key) {
  switch (key.algorithm) {
    case COSE_ES256: {
      const Es256 public_key(es256_pk_new());
      return public_key &&
             es256_pk_from_ptr(public_key.get(), key.public_key.data(), key.public_key.size()) ==
                 FIDO_OK &&
             fido_assert_verify(assertion, 0, COSE_ES256, public_key.get()) == FIDO_OK;
    }
    case COSE_RS256: {
      const Rs256 public_key(rs256_pk_new());
      return public_key &&
             rs256_pk_from_ptr(public_key.get(), key.public_key.data(), key.public_key.size()) ==
                 FIDO_OK &&
             fido_assert_verify(assertion, 0, COSE_RS256, public_key.get()) == FIDO_OK;
    }
    case COSE_EDDSA: {
      const Eddsa public_key(eddsa_pk_new());
      return public_key &&
             eddsa_pk_from_ptr(public_key.get(), key.public_key.data(), key.public_key.size()) ==
                 FIDO_OK &&
             fido_assert_verify(assertion, 0, COSE_EDDSA, public_key.get()) == FIDO_OK;
    }
    default:
      return false;
  }
}

}  // namespace

Result<RelyingParty> RelyingPartyOf(const std::string& origin) {
  ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl url, http::ParseHttpUrl(origin));
  const bool address = url.host.find(':') != std::string::npos ||
                       url.host.find_first_not_of("0123456789.") == std::string::npos;
  if (url.scheme != "https" || address) {
    return FailedPrecondition("passkeys need a server with a name, reached by https; this one is " +
                              origin);
  }
  return RelyingParty{origin, url.host};
}

Result<std::string> ReadClientData(std::string_view client_data, std::string_view type,
                                   const RelyingParty& party) {
  if (client_data.size() > kMaxBytes) return InvalidArgument("client_data: too long");
  const json data = json::parse(client_data, nullptr, false);
  const auto text = [&data](const char* name) {
    const auto found = data.find(name);
    return found != data.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  if (!data.is_object() || text("type") != type)
    return InvalidArgument("client_data: not what a browser writes for this");
  if (text("origin") != party.origin)
    return InvalidArgument("client_data: made on a page of another site");
  if (data.contains("crossOrigin") && data["crossOrigin"] != false)
    return InvalidArgument("client_data: made in a frame of another site");
  return text("challenge");
}

Result<NewPasskey> ReadNewPasskey(std::string_view data, const RelyingParty& party) {
  InitialiseOnce();
  if (data.size() > kMaxBytes) return InvalidArgument("authenticator_data: too long");
  ASSAY_RETURN_IF_ERROR(CheckAuthenticatorData(data, party, kHasCredential));
  for (const int algorithm : kAlgorithms) {
    const Credential credential(fido_cred_new());
    if (!credential) return Internal("no memory for a passkey");
    if (fido_cred_set_type(credential.get(), algorithm) != FIDO_OK ||
        fido_cred_set_authdata_raw(credential.get(), Bytes(data), data.size()) != FIDO_OK)
      continue;  // another algorithm, or broken
    NewPasskey made;
    const auto* id = fido_cred_id_ptr(credential.get());
    const auto* key = fido_cred_pubkey_ptr(credential.get());
    if (id == nullptr || key == nullptr) break;
    made.credential.assign(reinterpret_cast<const char*>(id), fido_cred_id_len(credential.get()));
    if (made.credential.empty() || made.credential.size() > kMaxCredentialId) break;
    made.key = {algorithm, std::string(reinterpret_cast<const char*>(key),
                                       fido_cred_pubkey_len(credential.get()))};
    made.count = fido_cred_sigcount(credential.get());
    return made;
  }
  return InvalidArgument(
      "authenticator_data: no passkey of an algorithm that was asked for (ES256, RS256, EdDSA)");
}

Result<uint32_t> VerifyAnswer(const PasskeyAnswer& answer, const PasskeyKey& key,
                              const RelyingParty& party) {
  InitialiseOnce();
  const Status wrong = Unauthenticated("the passkey's signature is wrong");
  if (answer.authenticator_data.size() > kMaxBytes || answer.signature.size() > kMaxBytes)
    return wrong;
  const Status good = CheckAuthenticatorData(answer.authenticator_data, party, 0);
  if (!good.ok()) return Unauthenticated(good.message());
  const Assertion assertion(fido_assert_new());
  const std::string hash = Sha256(answer.client_data);
  if (!assertion || fido_assert_set_count(assertion.get(), 1) != FIDO_OK ||
      fido_assert_set_rp(assertion.get(), party.id.c_str()) != FIDO_OK ||
      fido_assert_set_up(assertion.get(), FIDO_OPT_TRUE) != FIDO_OK ||
      fido_assert_set_uv(assertion.get(), FIDO_OPT_TRUE) != FIDO_OK ||
      fido_assert_set_clientdata_hash(assertion.get(), Bytes(hash), hash.size()) != FIDO_OK ||
      fido_assert_set_authdata_raw(assertion.get(), 0, Bytes(answer.authenticator_data),
                                   answer.authenticator_data.size()) != FIDO_OK ||
      fido_assert_set_sig(assertion.get(), 0, Bytes(answer.signature), answer.signature.size()) !=
          FIDO_OK ||
      !Verifies(assertion.get(), key))
    return wrong;
  return fido_assert_sigcount(assertion.get(), 0);
}

}  // namespace assay::identity
