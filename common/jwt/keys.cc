#include "common/jwt/keys.h"

#include <fmt/format.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/jwt/cjose.h"
#include "common/sha256.h"

namespace assay::jwt {
namespace {

using nlohmann::json;

constexpr size_t kMaxKeySetBytes = 256U << 10U;
constexpr size_t kMaxKeys = 64;
constexpr size_t kMaxPemBytes = 64U << 10U;
constexpr int kMinRsaBits = 2048;
constexpr int kMaxRsaBits = 8192;  // a longer one only makes us slow
constexpr int kCoordinateBytes = 32;

using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freer<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Freer<BN_clear_free>>;

// Empty where there is none, or it is no text.
std::string Member(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Only what a public key is made of: members that we do not know never reach the library.
json PublicPart(const json& jwk) {
  json part = {{"kty", Member(jwk, "kty")}};
  const auto names = part["kty"] == "RSA" ? std::vector<const char*>{"n", "e"}
                                          : std::vector<const char*>{"crv", "x", "y"};
  for (const char* name : names) part[name] = Member(jwk, name);
  return part;
}

Result<JwkPtr> Import(const json& jwk) {
  const std::string text = jwk.dump();
  cjose_err error{};
  JwkPtr key(cjose_jwk_import(text.data(), text.size(), &error));
  if (!key) return InvalidArgument("not a key: " + Why(error));
  return key;
}

bool ForSignatures(const json& jwk) {
  if (jwk.contains("use") && jwk["use"] != "sig") return false;
  const auto operations = jwk.find("key_ops");
  if (operations == jwk.end()) return true;
  return operations->is_array() &&
         std::find(operations->begin(), operations->end(), "verify") != operations->end();
}

// None: a key of a kind that is not ours.
std::optional<Algorithm> AlgorithmOf(const json& jwk) {
  const std::string type = Member(jwk, "kty");
  std::optional<Algorithm> algorithm;
  if (type == "RSA") algorithm = Algorithm::kRs256;
  if (type == "EC" && Member(jwk, "crv") == "P-256") algorithm = Algorithm::kEs256;
  if (algorithm && jwk.contains("alg") && jwk["alg"] != AlgorithmName(*algorithm)) return {};
  return algorithm;
}

Status CheckRsa(const json& jwk) {
  Result<std::string> modulus = crypto::Base64UrlDecode(Member(jwk, "n"));
  Result<std::string> exponent = crypto::Base64UrlDecode(Member(jwk, "e"));
  if (!modulus.ok() || !exponent.ok()) return InvalidArgument("its \"n\" or \"e\" is no base64url");
  const Number n(BN_bin2bn(reinterpret_cast<const unsigned char*>(modulus->data()),
                           static_cast<int>(modulus->size()), nullptr));
  const Number e(BN_bin2bn(reinterpret_cast<const unsigned char*>(exponent->data()),
                           static_cast<int>(exponent->size()), nullptr));
  const int bits = n ? BN_num_bits(n.get()) : 0;
  if (bits < kMinRsaBits || bits > kMaxRsaBits) {
    return InvalidArgument(
        fmt::format("an RSA key has {} to {} bits, this one {}", kMinRsaBits, kMaxRsaBits, bits));
  }
  // With an exponent of 1 everything is a signature; a long one costs time.
  if (!e || BN_is_odd(e.get()) == 0 || BN_num_bits(e.get()) < 2 || BN_num_bits(e.get()) > 64)
    return InvalidArgument("its exponent is none of an RSA key");
  return OkStatus();
}

// ---------------------------------------------------------------------------- our own keys

// No pass phrase: otherwise OpenSSL would ask for one on the terminal.
int NoPassPhrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*data*/) { return -1; }

// One number of a key as base64url; empty where the key has none of that name.
std::string NumberOf(const EVP_PKEY* key, const char* name, int pad_to = 0) {
  BIGNUM* raw = nullptr;
  if (EVP_PKEY_get_bn_param(key, name, &raw) != 1) return "";
  const Number number(raw);
  std::string bytes(static_cast<size_t>(std::max(pad_to, BN_num_bytes(raw))), '\0');
  if (BN_bn2binpad(raw, reinterpret_cast<unsigned char*>(bytes.data()),
                   static_cast<int>(bytes.size())) < 0)
    return "";
  std::string text = crypto::Base64UrlEncode(bytes);
  crypto::Wipe(bytes);
  return text;
}

Result<json> PublicJwkOf(const EVP_PKEY* key) {
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    json jwk = {{"kty", "RSA"},
                {"n", NumberOf(key, OSSL_PKEY_PARAM_RSA_N)},
                {"e", NumberOf(key, OSSL_PKEY_PARAM_RSA_E)}};
    ASSAY_RETURN_IF_ERROR(CheckRsa(jwk));
    return jwk;
  }
  std::array<char, 64> group{};
  if (EVP_PKEY_is_a(key, "EC") != 1 ||
      EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1 ||
      std::string_view(group.data()) != SN_X9_62_prime256v1)
    return InvalidArgument("a signing key is RSA or P-256");
  return json{{"kty", "EC"},
              {"crv", "P-256"},
              {"x", NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_X, kCoordinateBytes)},
              {"y", NumberOf(key, OSSL_PKEY_PARAM_EC_PUB_Y, kCoordinateBytes)}};
}

void AddPrivatePart(const EVP_PKEY* key, json& jwk) {
  if (jwk["kty"] == "EC") {
    jwk["d"] = NumberOf(key, OSSL_PKEY_PARAM_PRIV_KEY, kCoordinateBytes);
    return;
  }
  jwk["d"] = NumberOf(key, OSSL_PKEY_PARAM_RSA_D);
  jwk["p"] = NumberOf(key, OSSL_PKEY_PARAM_RSA_FACTOR1);
  jwk["q"] = NumberOf(key, OSSL_PKEY_PARAM_RSA_FACTOR2);
  jwk["dp"] = NumberOf(key, OSSL_PKEY_PARAM_RSA_EXPONENT1);
  jwk["dq"] = NumberOf(key, OSSL_PKEY_PARAM_RSA_EXPONENT2);
  jwk["qi"] = NumberOf(key, OSSL_PKEY_PARAM_RSA_COEFFICIENT1);
}

}  // namespace

std::string_view AlgorithmName(Algorithm algorithm) {
  return algorithm == Algorithm::kRs256 ? "RS256" : "ES256";
}

// ---------------------------------------------------------------------------- others' keys

Result<KeySet> KeySet::Parse(std::string_view text) {
  if (text.size() > kMaxKeySetBytes) return InvalidArgument("a key set this long is none");
  const json set = json::parse(text, nullptr, false);
  if (!set.is_object() || !set.contains("keys") || !set["keys"].is_array())
    return InvalidArgument("not a JSON Web Key Set: an object with an array \"keys\"");
  if (set["keys"].size() > kMaxKeys)
    return InvalidArgument(fmt::format("a key set has at most {} keys", kMaxKeys));
  KeySet keys;
  size_t index = 0;
  for (const json& jwk : set["keys"]) {
    const std::string where = fmt::format("keys[{}]", index++);
    if (!jwk.is_object()) return InvalidArgument(where + ": not an object");
    const std::optional<Algorithm> algorithm = AlgorithmOf(jwk);
    if (!algorithm || !ForSignatures(jwk)) continue;
    const json part = PublicPart(jwk);
    if (*algorithm == Algorithm::kRs256) ASSAY_RETURN_IF_ERROR(CheckRsa(part).Annotate(where));
    Result<JwkPtr> key = Import(part);
    if (!key.ok()) return std::move(key).status().Annotate(where);
    keys.keys_.push_back(
        {Member(jwk, "kid"), *algorithm, std::make_shared<const Jwk>(Jwk{*std::move(key)})});
  }
  return keys;
}

// ---------------------------------------------------------------------------- signing

struct SigningKey::State {
  KeyPtr key;
  JwkPtr jwk;
  json public_jwk;
  std::string id;
  Algorithm algorithm = Algorithm::kRs256;

  static Result<SigningKey> Of(KeyPtr key) {
    auto state = std::make_unique<State>();
    ASSAY_ASSIGN_OR_RETURN(state->public_jwk, PublicJwkOf(key.get()));
    json jwk = state->public_jwk;
    AddPrivatePart(key.get(), jwk);
    ASSAY_ASSIGN_OR_RETURN(state->jwk, Import(jwk));
    for (json& member : jwk) crypto::Wipe(member.get_ref<std::string&>());
    state->key = std::move(key);
    state->algorithm = state->public_jwk["kty"] == "RSA" ? Algorithm::kRs256 : Algorithm::kEs256;
    // The members that make the key, in the order of their names, without spaces.
    const std::string members = state->public_jwk.dump();
    state->id = crypto::Base64UrlEncode(*crypto::HexDecode(Sha256Hex(members)));
    state->public_jwk["kid"] = state->id;
    state->public_jwk["use"] = "sig";
    state->public_jwk["alg"] = AlgorithmName(state->algorithm);
    return SigningKey(std::move(state));
  }
};

SigningKey::SigningKey(std::unique_ptr<State> state) : state_(std::move(state)) {}
SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

Result<SigningKey> SigningKey::Create(Algorithm algorithm) {
  KeyPtr key(algorithm == Algorithm::kRs256
                 ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(kMinRsaBits))
                 : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  if (!key) return Internal("OpenSSL made no key");
  return State::Of(std::move(key));
}

Result<SigningKey> SigningKey::FromPem(std::string_view pem) {
  if (pem.size() > kMaxPemBytes) return InvalidArgument("too long for a key in PEM");
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassPhrase, nullptr));
  if (!key) return InvalidArgument("not a private key in PEM without a pass phrase");
  return State::Of(std::move(key));
}

Result<std::string> SigningKey::Pem() const {
  const Bio bio(BIO_new(BIO_s_secmem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), state_->key.get(), nullptr, nullptr, 0,
                                            nullptr, nullptr) != 1)
    return Internal("OpenSSL did not write the key");
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return std::string(data, static_cast<size_t>(size));
}

Algorithm SigningKey::algorithm() const { return state_->algorithm; }
const std::string& SigningKey::id() const { return state_->id; }
json SigningKey::PublicJwk() const { return state_->public_jwk; }

Result<std::string> SigningKey::Sign(const json& claims, std::string_view type) const {
  const std::string payload = claims.dump(-1, ' ', false, json::error_handler_t::replace);
  const std::string algorithm(AlgorithmName(state_->algorithm));
  cjose_err error{};
  const HeaderPtr header(cjose_header_new(&error));
  if (!header || !cjose_header_set(header.get(), CJOSE_HDR_ALG, algorithm.c_str(), &error) ||
      !cjose_header_set(header.get(), CJOSE_HDR_KID, state_->id.c_str(), &error) ||
      !cjose_header_set(header.get(), "typ", std::string(type).c_str(), &error))
    return Internal("cjose made no header: " + Why(error));
  const JwsPtr jws(cjose_jws_sign(state_->jwk.get(), header.get(),
                                  reinterpret_cast<const uint8_t*>(payload.data()), payload.size(),
                                  &error));
  const char* compact = nullptr;
  if (!jws || !cjose_jws_export(jws.get(), &compact, &error))
    return Internal("cjose did not sign: " + Why(error));
  return std::string(compact);
}

std::string PublishedKeys(std::span<const SigningKey* const> keys) {
  json set = {{"keys", json::array()}};
  for (const SigningKey* key : keys) set["keys"].push_back(key->PublicJwk());
  return set.dump();
}

}  // namespace assay::jwt
