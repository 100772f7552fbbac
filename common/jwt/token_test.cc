#include "common/jwt/token.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/crypto/mac.h"

namespace assay::jwt {
namespace {

using crypto::Base64UrlEncode;
using nlohmann::json;

const std::string kRfcPayload =
    "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVl"
    "fQ";
// RFC 7515, appendix A.2.
const std::string kRfcRsaKey =
    R"({"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmf)"
    R"(HQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGz)"
    R"(jb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlx)"
    R"(vb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4F)"
    R"(RWyuXpoQ"})";
const std::string kRfcRsaToken =
    "eyJhbGciOiJSUzI1NiJ9." + kRfcPayload +
    ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp"
    "5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHl"
    "b1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9Q"
    "OYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
// Appendix A.3.
const std::string kRfcEcKey =
    R"({"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
    R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})";
const std::string kRfcEcToken =
    "eyJhbGciOiJFUzI1NiJ9." + kRfcPayload +
    ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

KeySet Set(const std::string& key) { return KeySet::Parse(R"({"keys":[)" + key + "]}").value(); }

std::string Refusal(std::string_view token, const KeySet& keys) {
  const Result<json> claims = Verify(token, keys);
  EXPECT_EQ(claims.status().code(), StatusCode::kUnauthenticated);
  return claims.status().message();
}

TEST(Verify, TakesTheExamplesOfTheStandard) {
  for (const auto& [token, key] : {std::pair(kRfcRsaToken, kRfcRsaKey), {kRfcEcToken, kRfcEcKey}}) {
    const Result<json> claims = Verify(token, Set(key));
    ASSERT_TRUE(claims.ok()) << claims.status().ToString();
    EXPECT_EQ((*claims)["iss"], "joe");
  }
}

TEST(Verify, RefusesEveryChangeOfOneLetter) {
  const KeySet keys = Set(kRfcEcKey);
  for (size_t at = 0; at < kRfcEcToken.size(); ++at) {
    std::string changed = kRfcEcToken;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(Verify(changed, keys).ok()) << at;
  }
}

class Attack : public testing::Test {
 protected:
  std::string Token(const json& header, const std::string& signature) const {
    return Base64UrlEncode(header.dump()) + "." + Base64UrlEncode(R"({"sub":"root"})") + "." +
           Base64UrlEncode(signature);
  }
  const SigningKey key_ = SigningKey::Create(Algorithm::kEs256).value();
  const KeySet keys_ = Set(key_.PublicJwk().dump());
};

TEST_F(Attack, NoAlgorithmAtAll) {
  const std::string right = key_.Sign({{"sub", "ann"}}).value();
  const std::string signature = "0123456789012345678901234567890123456789012345678901234567890123";
  for (const char* name : {"none", "None", "NONE", ""}) {
    Refusal(Token({{"alg", name}, {"kid", key_.id()}}, ""), keys_);
    Refusal(Token({{"alg", name}, {"kid", key_.id()}}, signature), keys_);
  }
  Refusal(Token({{"kid", key_.id()}}, signature), keys_);
  Refusal(Token({{"alg", {"ES256"}}}, signature), keys_);
  Refusal(right.substr(0, right.rfind('.') + 1), keys_);
}

// The public key is known to everybody: as the key of an HMAC it must be worth nothing.
TEST_F(Attack, AnHmacWithThePublicKey) {
  const std::string head = Base64UrlEncode(json{{"alg", "HS256"}, {"kid", key_.id()}}.dump()) +
                           "." + Base64UrlEncode(R"({"sub":"root"})");
  for (const std::string& secret : {key_.PublicJwk().dump(), std::string()})
    Refusal(head + "." + Base64UrlEncode(crypto::HmacSha256(secret, head)), keys_);
}

// A set with an RSA key and a token that says ES256, and so on: the key's algorithm decides.
TEST_F(Attack, AnotherAlgorithmThanTheKeys) {
  const Result<json> claims = Verify(key_.Sign({{"sub", "ann"}}).value(), Set(kRfcRsaKey));
  EXPECT_EQ(claims.status().code(), StatusCode::kNotFound);
  for (const char* name : {"RS384", "PS256", "ES384", "HS512"})
    Refusal(Token({{"alg", name}, {"kid", key_.id()}}, std::string(64, 'x')), keys_);
}

TEST_F(Attack, AKeyInTheTokenItself) {
  const SigningKey own = SigningKey::Create(Algorithm::kEs256).value();
  // Their id, our header "jwk": only the set's key counts.
  const std::string head =
      Base64UrlEncode(json{{"alg", "ES256"}, {"kid", key_.id()}, {"jwk", own.PublicJwk()}}.dump());
  const std::string token = own.Sign({{"sub", "root"}}).value();
  EXPECT_EQ(Refusal(head + token.substr(token.find('.')), keys_), "the token's signature is wrong");
}

TEST_F(Attack, AnExtensionOrAnotherType) {
  EXPECT_NE(Refusal(Token({{"alg", "ES256"}, {"crit", {"b64"}}, {"b64", false}}, "x"), keys_)
                .find("crit"),
            std::string::npos);
  EXPECT_NE(Refusal(key_.Sign({{"sub", "ann"}}, "at+jwt").value(), keys_).find("typ"),
            std::string::npos);
}

TEST_F(Attack, AHeaderThatSaysTwoThings) {
  const std::string token = key_.Sign({{"sub", "ann"}}).value();
  const std::string twice = Base64UrlEncode(R"({"alg":"ES256","alg":"none","kid":")" + key_.id() +
                                            R"(","alg":"HS256","crit":7})");
  Refusal(twice + token.substr(token.find('.')), keys_);
  for (const char* header :
       {"7", "[]", "{", R"({"alg":"ES256","crit":"b64"})", R"({"alg":"ES256","typ":7})", "\xff"})
    Refusal(Base64UrlEncode(header) + token.substr(token.find('.')), keys_);
}

TEST_F(Attack, FormsThatAreNoToken) {
  const std::string right = key_.Sign({{"sub", "ann"}}).value();
  const std::string long_one(kMaxTokenBytes + 1, 'A');
  for (const std::string& text : {std::string(), std::string(".."), right + ".", right + "=",
                                  right.substr(1), "." + right, right + "\n", long_one})
    Refusal(text, keys_);
  Refusal(key_.Sign(json::array({1})).value(), keys_);
}

TEST_F(Attack, ManyKeysAndNoId) {
  const SigningKey second = SigningKey::Create(Algorithm::kEs256).value();
  const KeySet two =
      KeySet::Parse(json{{"keys", {json::parse(kRfcEcKey), second.PublicJwk()}}}.dump()).value();
  EXPECT_NE(Refusal(kRfcEcToken, two).find("kid"), std::string::npos);
}

// ---------------------------------------------------------------------------- claims

class Claims : public testing::Test {
 protected:
  std::string Why() const {
    const Status status = CheckClaims(claims_, expected_);
    if (status.ok()) return "";
    EXPECT_EQ(status.code(), StatusCode::kUnauthenticated);
    return status.message();
  }
  void Names(const std::string& claim) const {
    EXPECT_NE(Why().find('"' + claim + '"'), std::string::npos) << Why();
  }
  static std::chrono::system_clock::time_point At(int64_t seconds) {
    return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
  }
  Expected expected_{"https://id.example", "assay", "n-1", At(1'000'000)};
  json claims_ = {{"iss", "https://id.example"},
                  {"sub", "ann"},
                  {"aud", "assay"},
                  {"exp", 1'000'300},
                  {"iat", 1'000'000},
                  {"nonce", "n-1"}};
};

TEST_F(Claims, RightOnesAreTaken) {
  EXPECT_EQ(Why(), "");
  claims_["aud"] = {"assay"};
  EXPECT_EQ(Why(), "");
  claims_["aud"] = {"other", "assay"};
  claims_["azp"] = "assay";
  EXPECT_EQ(Why(), "");
  claims_["nbf"] = 1'000'059.5;
  EXPECT_EQ(Why(), "");
}

TEST_F(Claims, AnotherIssuerSubjectOrNonce) {
  for (const json& wrong :
       {json("https://id.example/"), json("https://ID.example"), json(7), json()}) {
    claims_["iss"] = wrong;
    Names("iss");
  }
  claims_["iss"] = "https://id.example";
  for (const json& wrong : {json("n-2"), json(""), json(), json({"n-1"})}) {
    claims_["nonce"] = wrong;
    Names("nonce");
  }
  claims_["nonce"] = "n-1";
  claims_["sub"] = "";
  Names("sub");
}

TEST_F(Claims, AnotherAudience) {
  for (const json& wrong :
       {json("assay2"), json({"other"}), json(json::array()), json(), json(1)}) {
    claims_["aud"] = wrong;
    Names("aud");
  }
  claims_["aud"] = {"other", "assay"};
  Names("azp");
  claims_["azp"] = "other";
  Names("azp");
  claims_["aud"] = "assay";
  Names("azp");
}

TEST_F(Claims, OutsideItsTime) {
  expected_.now = At(1'000'359);
  EXPECT_EQ(Why(), "");
  expected_.now = At(1'000'360);
  Names("exp");
  expected_.now = At(999'940);
  EXPECT_EQ(Why(), "");
  expected_.now = At(999'939);
  Names("iat");
  claims_["exp"] = 9e9;
  expected_.now = At(1'000'661);
  Names("iat");
  expected_.now = At(1'000'000);
  claims_["nbf"] = 1'000'061;
  Names("nbf");
  claims_["nbf"] = "soon";
  Names("nbf");
  claims_.erase("nbf");
  for (const json& wrong : {json("1000300"), json(), json(true)}) {
    claims_["exp"] = wrong;
    Names("exp");
  }
}

}  // namespace
}  // namespace assay::jwt
