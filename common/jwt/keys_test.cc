#include "common/jwt/keys.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/jwt/token.h"
#include "common/sha256.h"

namespace assay::jwt {
namespace {

using nlohmann::json;

KeySet Published(const SigningKey& key) {
  const SigningKey* keys[] = {&key};
  return KeySet::Parse(PublishedKeys(keys)).value();
}

std::string RsaPem(unsigned bits) {
  EVP_PKEY* key = EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", static_cast<size_t>(bits));
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string pem(data, static_cast<size_t>(size));
  BIO_free(bio);
  EVP_PKEY_free(key);
  return pem;
}

class EachAlgorithm : public testing::TestWithParam<Algorithm> {};

TEST_P(EachAlgorithm, WhatAKeySignsItsPublishedHalfVerifiesAndNoOther) {
  const SigningKey key = SigningKey::Create(GetParam()).value();
  const SigningKey other = SigningKey::Create(GetParam()).value();
  const json claims = {{"sub", "ann"}, {"n", 7}};
  const std::string token = key.Sign(claims).value();
  EXPECT_EQ(Verify(token, Published(key)).value(), claims);
  EXPECT_EQ(Verify(token, Published(other)).status().code(), StatusCode::kNotFound);
  // The other key under this one's id: a substitution.
  json set = {{"keys", {other.PublicJwk()}}};
  set["keys"][0]["kid"] = key.id();
  const KeySet substituted = KeySet::Parse(set.dump()).value();
  EXPECT_EQ(Verify(token, substituted).status().code(), StatusCode::kUnauthenticated);
}

TEST_P(EachAlgorithm, AKeyThatWasWrittenDownIsTheSameKey) {
  const SigningKey key = SigningKey::Create(GetParam()).value();
  const SigningKey again = SigningKey::FromPem(key.Pem().value()).value();
  EXPECT_EQ(again.id(), key.id());
  EXPECT_EQ(again.algorithm(), GetParam());
  EXPECT_TRUE(Verify(again.Sign({{"a", 1}}).value(), Published(key)).ok());
  EXPECT_FALSE(key.PublicJwk().contains("d"));
  EXPECT_EQ(key.PublicJwk()["alg"], AlgorithmName(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Jwt, EachAlgorithm, testing::Values(Algorithm::kRs256, Algorithm::kEs256),
                         [](const auto& each) { return std::string(AlgorithmName(each.param)); });

TEST(SigningKey, ItsIdIsTheThumbprintOfRfc7638) {
  const SigningKey key = SigningKey::Create(Algorithm::kEs256).value();
  const json jwk = key.PublicJwk();
  const std::string members = R"({"crv":"P-256","kty":"EC","x":")" + jwk["x"].get<std::string>() +
                              R"(","y":")" + jwk["y"].get<std::string>() + R"("})";
  EXPECT_EQ(key.id(), crypto::Base64UrlEncode(crypto::HexDecode(Sha256Hex(members)).value()));
  EXPECT_EQ(jwk["kid"], key.id());
}

TEST(SigningKey, RefusesWhatIsTooShortOrNoKey) {
  const Status shorter = SigningKey::FromPem(RsaPem(1024)).status();
  EXPECT_EQ(shorter.code(), StatusCode::kInvalidArgument);
  EXPECT_NE(shorter.message().find("1024"), std::string::npos);
  EXPECT_EQ(SigningKey::FromPem("").status().code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(SigningKey::FromPem("-----BEGIN PRIVATE KEY-----\nAAAA\n").status().code(),
            StatusCode::kInvalidArgument);
}

TEST(KeySet, PassesOverWhatIsNotForVerifying) {
  const SigningKey key = SigningKey::Create(Algorithm::kEs256).value();
  json encrypts = key.PublicJwk();
  encrypts["use"] = "enc";
  json other_algorithm = key.PublicJwk();
  other_algorithm["alg"] = "ES384";
  json signs_only = key.PublicJwk();
  signs_only["key_ops"] = {"sign"};
  const json set = {{"keys",
                     {encrypts,
                      other_algorithm,
                      signs_only,
                      {{"kty", "oct"}, {"k", "c2VjcmV0"}},
                      {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", "AAAA"}},
                      {{"kty", "EC"}, {"crv", "P-521"}, {"x", "AA"}, {"y", "AA"}}}}};
  EXPECT_EQ(KeySet::Parse(set.dump())->size(), 0U);
}

TEST(KeySet, RefusesABrokenKeyAndSaysWhich) {
  const auto refused = [](const json& key) {
    const Status status = KeySet::Parse(json{{"keys", {key}}}.dump()).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument);
    EXPECT_NE(status.message().find("keys[0]"), std::string::npos) << status.message();
  };
  json moved = SigningKey::Create(Algorithm::kEs256)->PublicJwk();
  moved["x"] = moved["y"];  // not on the curve
  refused(moved);
  json exponent = SigningKey::Create(Algorithm::kRs256)->PublicJwk();
  exponent["e"] = "AQ";  // 1: every signature would be right
  refused(exponent);
  exponent["e"] = 3;
  refused(exponent);
  json little = SigningKey::Create(Algorithm::kRs256)->PublicJwk();
  little["n"] = little["n"].get<std::string>().substr(0, 128);
  refused(little);
}

TEST(KeySet, RefusesWhatIsNone) {
  for (const char* text : {"", "[]", "{}", R"({"keys":{}})", R"({"keys":[7]})", R"({"keys":[})"})
    EXPECT_EQ(KeySet::Parse(text).status().code(), StatusCode::kInvalidArgument) << text;
  json many = {{"keys", json::array()}};
  for (int i = 0; i < 65; ++i) many["keys"].push_back({{"kty", "oct"}});
  EXPECT_EQ(KeySet::Parse(many.dump()).status().code(), StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace assay::jwt
