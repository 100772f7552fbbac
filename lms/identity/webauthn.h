#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/status.h"

// What an authenticator made, verified by libfido2 (WebAuthn level 2; ES256, RS256, EdDSA). Values
// and arithmetic only: no database. Bytes come from whoever asks and are not trusted.
namespace assay::identity {

// Where a passkey is good: the origin of our pages, and its host.
struct RelyingParty {
  std::string origin;  // "https://assay.example.org", with a port that is not 443
  std::string id;      // "assay.example.org"
};
// kFailedPrecondition: passkeys need https and a name, not an address.
Result<RelyingParty> RelyingPartyOf(const std::string& origin);

// The challenge (base64url) that the browser answered, of a "webauthn.create" or "webauthn.get" on
// a page of ours. kInvalidArgument.
Result<std::string> ReadClientData(std::string_view client_data, std::string_view type,
                                   const RelyingParty& party);

struct PasskeyKey {
  int algorithm = 0;       // of COSE: -7, -257, -8
  std::string public_key;  // as libfido2 holds it
};
struct NewPasskey {
  std::string credential;  // its id: bytes
  PasskeyKey key;
  uint32_t count = 0;
};
// Of the authenticator data of a registration, by an authenticator that verified its user. No
// attestation is asked for, so no statement comes with it: who makes a passkey is signed in, and
// what they hold it in is theirs to choose. kInvalidArgument says what is wrong.
Result<NewPasskey> ReadNewPasskey(std::string_view authenticator_data, const RelyingParty& party);

struct PasskeyAnswer {
  std::string client_data, authenticator_data, signature;
};
// The signature counter. kUnauthenticated: not signed by this key, for this party, by a user whom
// the authenticator verified.
Result<uint32_t> VerifyAnswer(const PasskeyAnswer& answer, const PasskeyKey& key,
                              const RelyingParty& party);

}  // namespace assay::identity
