#pragma once

#include <cstddef>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/status.h"

// Keys that sign JSON Web Tokens (RFC 7515, 7517, 7518), by cjose. Two algorithms and no more:
// RS256 with at least 2048 bits, which every party of OpenID Connect and LTI speaks, and ES256.
// What has no public half ("none", HMAC) is in no key set, so no token can choose it.
namespace assay::jwt {

enum class Algorithm { kRs256, kEs256 };
std::string_view AlgorithmName(Algorithm algorithm);  // "RS256"

struct Jwk;  // of cjose

// What others sign with: a JSON Web Key Set. A value; cheap to copy; thread-safe.
class KeySet {
 public:
  // At most 64 keys. As RFC 7517 asks, keys of other kinds, for encryption or for other algorithms
  // are passed over; private parts are not read. kInvalidArgument: no key set, or a key of ours
  // that is broken or too short; the message names which.
  static Result<KeySet> Parse(std::string_view json);

  size_t size() const { return keys_.size(); }

 private:
  friend Result<nlohmann::json> Verify(std::string_view token, const KeySet& keys);
  struct Key {
    std::string id;  // may be empty
    Algorithm algorithm;
    std::shared_ptr<const Jwk> jwk;
  };
  std::vector<Key> keys_;
};

// What we sign with. Move-only; thread-safe.
class SigningKey {
 public:
  // A new one: P-256, or RSA of 2048 bits (which takes a tenth of a second).
  static Result<SigningKey> Create(Algorithm algorithm);
  // PKCS #8 or the older forms, without a pass phrase; the key says the algorithm.
  // kInvalidArgument: no private key, another kind of key, or RSA of less than 2048 bits.
  static Result<SigningKey> FromPem(std::string_view pem);

  SigningKey(SigningKey&&) noexcept;
  SigningKey& operator=(SigningKey&&) noexcept;
  ~SigningKey();

  Result<std::string> Pem() const;  // PKCS #8: the secret itself
  Algorithm algorithm() const;
  const std::string& id() const;  // "kid": the key's thumbprint (RFC 7638)
  nlohmann::json PublicJwk() const;

  // The compact form; `type` is the header's "typ".
  Result<std::string> Sign(const nlohmann::json& claims, std::string_view type = "JWT") const;

 private:
  struct State;
  explicit SigningKey(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The key set that others verify with, as it is published.
std::string PublishedKeys(std::span<const SigningKey* const> keys);

}  // namespace assay::jwt
