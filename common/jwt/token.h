#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "common/jwt/keys.h"
#include "common/status.h"

// JSON Web Tokens in their compact form (RFC 7519, RFC 8725). Nothing of a token is trusted before
// Verify returned, and nothing it claims before CheckClaims did.
namespace assay::jwt {

inline constexpr size_t kMaxTokenBytes = 64U << 10U;

// The claims of a token that one of the keys signed. The key is chosen by the header's "kid", or is
// the only one of its algorithm; the algorithm is the key's, not the token's choice. A "typ" other
// than JWT is refused: what was signed to be something else is no token of identity.
// kNotFound: no such key (a newer set may have it). kUnauthenticated: every other reason.
Result<nlohmann::json> Verify(std::string_view token, const KeySet& keys);

struct Expected {
  std::string issuer;    // exactly "iss"
  std::string audience;  // our client id: in "aud", and in "azp" where there is one
  std::string nonce;     // exactly "nonce"; empty: the token needs none
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
  std::chrono::seconds leeway{60};    // clocks differ
  std::chrono::seconds max_age{600};  // since "iat"
};

// What an ID token must claim (OpenID Connect Core, 3.1.3.7): iss, sub, aud, exp and iat are there
// and right, azp and nbf where they are there. kUnauthenticated, naming the claim.
Status CheckClaims(const nlohmann::json& claims, const Expected& expected);

// A text among claims; empty where there is none, or it is no text.
std::string TextClaim(const nlohmann::json& claims, const char* name);

}  // namespace assay::jwt
