#include "common/jwt/token.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

#include "common/crypto/encoding.h"
#include "common/crypto/key.h"
#include "common/jwt/cjose.h"

namespace assay::jwt {
namespace {

using nlohmann::json;

// Three parts, each with one spelling: the library's own decoder is more patient.
Status CheckForm(std::string_view token) {
  const Status bad = Unauthenticated("not a signed token: three parts of base64url");
  if (token.size() > kMaxTokenBytes) return Unauthenticated("a token this long is none");
  if (std::count(token.begin(), token.end(), '.') != 2) return bad;
  for (size_t part = 0; part < 3; ++part) {
    const std::string_view text = token.substr(0, token.find('.'));
    if (text.empty() || !crypto::Base64UrlDecode(text).ok()) return bad;
    token.remove_prefix(std::min(token.size(), text.size() + 1));
  }
  return OkStatus();
}

Result<Algorithm> CheckHeader(const json& header) {
  if (!header.is_object()) return Unauthenticated("the token's header is not a JSON object");
  if (header.contains("crit"))
    return Unauthenticated("the token asks for an extension (\"crit\") that is not known here");
  if (header.contains("typ") && header["typ"] != "JWT" && header["typ"] != "jwt")
    return Unauthenticated("the token's \"typ\" is not JWT");
  const std::string algorithm = TextClaim(header, "alg");
  for (const Algorithm known : {Algorithm::kRs256, Algorithm::kEs256})
    if (algorithm == AlgorithmName(known)) return known;
  return Unauthenticated("the token is not signed with RS256 or ES256");
}

// The library reads the header too: of one that says something twice both must read the same.
bool ReadsTheSame(const cjose_jws_t& jws, const json& header) {
  cjose_header_t* theirs = cjose_jws_get_protected(const_cast<cjose_jws_t*>(&jws));
  const char* algorithm = cjose_header_get(theirs, CJOSE_HDR_ALG, nullptr);
  return algorithm != nullptr && algorithm == TextClaim(header, "alg");
}

Result<json> Payload(const cjose_jws_t* jws) {
  uint8_t* bytes = nullptr;
  size_t size = 0;
  cjose_err error{};
  if (!cjose_jws_get_plaintext(jws, &bytes, &size, &error))
    return Unauthenticated("the token has no content: " + Why(error));
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  json claims = json::parse(text, nullptr, false);
  if (!claims.is_object()) return Unauthenticated("the token's content is not a JSON object");
  return claims;
}

// Seconds since 1970; none where there is no such number.
std::optional<double> TimeClaim(const json& claims, const char* name) {
  const auto found = claims.find(name);
  if (found == claims.end() || !found->is_number()) return {};
  const auto seconds = found->get<double>();
  if (!std::isfinite(seconds)) return {};
  return seconds;
}

Status CheckTimes(const json& claims, const Expected& expected) {
  const double now = std::chrono::duration<double>(expected.now.time_since_epoch()).count();
  const auto leeway = static_cast<double>(expected.leeway.count());
  const std::optional<double> expires = TimeClaim(claims, "exp");
  const std::optional<double> issued = TimeClaim(claims, "iat");
  if (!expires || !issued) return Unauthenticated("the token does not say \"exp\" and \"iat\"");
  if (*expires + leeway <= now) return Unauthenticated("the token has expired (\"exp\")");
  if (*issued - leeway > now)
    return Unauthenticated("the token is from the future (\"iat\"): compare the clocks");
  if (*issued + leeway + static_cast<double>(expected.max_age.count()) < now)
    return Unauthenticated("the token was issued too long ago (\"iat\")");
  if (claims.contains("nbf")) {
    const std::optional<double> begins = TimeClaim(claims, "nbf");
    if (!begins || *begins - leeway > now)
      return Unauthenticated("the token is not valid yet (\"nbf\")");
  }
  return OkStatus();
}

Status CheckAudience(const json& claims, const std::string& audience) {
  const Status wrong = Unauthenticated("the token is for somebody else (\"aud\")");
  const auto aud = claims.find("aud");
  if (audience.empty() || aud == claims.end()) return wrong;
  const bool several = aud->is_array();
  if (several ? std::find(aud->begin(), aud->end(), audience) == aud->end() : *aud != audience)
    return wrong;
  if (claims.contains("azp") ? claims["azp"] != audience : several && aud->size() > 1)
    return Unauthenticated("the token was made for another party (\"azp\")");
  return OkStatus();
}

}  // namespace

std::string TextClaim(const json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && found->is_string() ? found->get<std::string>() : "";
}

Result<json> Verify(std::string_view token, const KeySet& keys) {
  ASSAY_RETURN_IF_ERROR(CheckForm(token));
  const std::string head = crypto::Base64UrlDecode(token.substr(0, token.find('.'))).value();
  const json header = json::parse(head, nullptr, false);
  ASSAY_ASSIGN_OR_RETURN(const Algorithm algorithm, CheckHeader(header));
  cjose_err error{};
  const JwsPtr jws(cjose_jws_import(token.data(), token.size(), &error));
  if (!jws || !ReadsTheSame(*jws, header))
    return Unauthenticated("not a token that is signed as it may be");
  const std::string id = TextClaim(header, "kid");
  std::vector<const KeySet::Key*> fitting;
  for (const KeySet::Key& key : keys.keys_)
    if (key.algorithm == algorithm && (id.empty() || key.id == id)) fitting.push_back(&key);
  if (fitting.empty()) return NotFound("no key of the issuer's fits the token");
  if (fitting.size() > 1)
    return Unauthenticated("the token does not say which of several keys signed it (\"kid\")");
  if (!cjose_jws_verify(jws.get(), fitting[0]->jwk->key.get(), &error))
    return Unauthenticated("the token's signature is wrong");
  return Payload(jws.get());
}

Status CheckClaims(const json& claims, const Expected& expected) {
  if (!claims.is_object()) return Unauthenticated("the token claims nothing");
  if (expected.issuer.empty() || TextClaim(claims, "iss") != expected.issuer)
    return Unauthenticated("the token is of another issuer (\"iss\")");
  if (TextClaim(claims, "sub").empty())
    return Unauthenticated("the token does not say whom it is about (\"sub\")");
  ASSAY_RETURN_IF_ERROR(CheckAudience(claims, expected.audience));
  ASSAY_RETURN_IF_ERROR(CheckTimes(claims, expected));
  if (!expected.nonce.empty() &&
      !crypto::ConstantTimeEqual(TextClaim(claims, "nonce"), expected.nonce))
    return Unauthenticated("the token answers another request (\"nonce\")");
  return OkStatus();
}

}  // namespace assay::jwt
