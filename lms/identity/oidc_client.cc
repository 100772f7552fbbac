#include "lms/identity/oidc_client.h"

#include <nlohmann/json.hpp>

#include "common/crypto/encoding.h"
#include "common/http/address_policy.h"
#include "common/http/url.h"
#include "common/jwt/token.h"

namespace assay::identity {
namespace {

using jwt::TextClaim;
using nlohmann::json;

constexpr auto kTimeout = std::chrono::seconds(10);
constexpr uint64_t kMaxAnswer = 1U << 20U;
constexpr auto kKeepDocument = std::chrono::minutes(10);
constexpr auto kKeepFailure = std::chrono::seconds(15);
constexpr size_t kMaxDocuments = 1000;

bool IsThisMachine(const std::string& host) {
  if (host == "localhost") return true;
  const auto loopback = http::Network::Parse("127.0.0.0/8");
  const auto loopback6 = http::Network::Parse("::1");
  const auto address = http::Network::Parse(host);
  return address.ok() &&
         (loopback->Contains(address->address) || loopback6->Contains(address->address));
}

jwt::RemoteKeysOptions KeysOptions() {
  jwt::RemoteKeysOptions options;
  options.plain_http = true;  // CheckEndpoint looked
  return options;
}

// An answer as a JSON object. What is not 200 is kFailedPrecondition with the OAuth error, if any.
Result<json> Object(const Result<http::ClientResponse>& answer, const char* what) {
  if (!answer.ok()) return Status(answer.status()).Annotate(what);
  json object = json::parse(answer->body, nullptr, false);
  if (answer->status != 200) {
    std::string error = object.is_object() ? TextClaim(object, "error") : "";
    if (error.size() > 60 ||
        error.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") != std::string::npos)
      error.clear();
    return FailedPrecondition(std::string(what) + ": status " + std::to_string(answer->status) +
                              (error.empty() ? "" : ", " + error));
  }
  if (!object.is_object()) return FailedPrecondition(std::string(what) + ": not a JSON object");
  return object;
}

bool Lists(const json& document, const char* name, const char* word) {
  const auto found = document.find(name);
  if (found == document.end() || !found->is_array()) return false;
  for (const json& one : *found)
    if (one == word) return true;
  return false;
}

std::string Form(std::initializer_list<std::pair<const char*, std::string_view>> fields) {
  std::string form;
  for (const auto& [name, value] : fields)
    form += (form.empty() ? "" : "&") + std::string(name) + "=" + http::PercentEncode(value);
  return form;
}

std::string NameOf(const json& claims, const std::string& claim) {
  std::string name = TextClaim(claims, claim.c_str());
  if (name.empty()) {
    name = TextClaim(claims, "given_name");
    const std::string family = TextClaim(claims, "family_name");
    if (!name.empty() && !family.empty()) name += " ";
    name += family;
  }
  if (name.empty()) name = TextClaim(claims, "preferred_username");
  return name;
}

// Some providers write booleans as text.
bool IsTrue(const json& claims, const char* name) {
  const auto found = claims.find(name);
  return found != claims.end() && (*found == true || *found == "true");
}

}  // namespace

Status CheckEndpoint(const std::string& url) {
  ASSAY_ASSIGN_OR_RETURN(const http::HttpUrl parts, http::ParseHttpUrl(url));
  if (parts.has_user || parts.has_fragment)
    return InvalidArgument("a URL without a user and without a \"#\"");
  if (parts.scheme != "https" && !IsThisMachine(parts.host))
    return InvalidArgument("a URL that begins with https://");
  return OkStatus();
}

Result<ProviderDocument> ReadProviderDocument(std::string_view text, const std::string& issuer) {
  const json object = json::parse(text, nullptr, false);
  if (!object.is_object()) return InvalidArgument("the provider's description is not JSON");
  ProviderDocument document;
  document.issuer = TextClaim(object, "issuer");
  // Else one provider could speak in another one's name.
  if (document.issuer != issuer) {
    return InvalidArgument("the provider calls itself by another name than \"" + issuer +
                           "\"; write it exactly so, also with or without a \"/\" at the end");
  }
  const std::pair<const char*, std::string*> endpoints[] = {
      {"authorization_endpoint", &document.authorization_endpoint},
      {"token_endpoint", &document.token_endpoint},
      {"jwks_uri", &document.keys},
      {"userinfo_endpoint", &document.userinfo_endpoint}};
  for (const auto& [name, place] : endpoints) {
    *place = TextClaim(object, name);
    if (place->empty() && place == &document.userinfo_endpoint) continue;
    const Status good = CheckEndpoint(*place);
    if (!good.ok())
      return InvalidArgument("the provider's " + std::string(name) + ": " + good.message());
  }
  document.secret_in_body =
      Lists(object, "token_endpoint_auth_methods_supported", "client_secret_post") &&
      !Lists(object, "token_endpoint_auth_methods_supported", "client_secret_basic");
  document.names_issuer = IsTrue(object, "authorization_response_iss_parameter_supported");
  return document;
}

OidcClient::OidcClient(http::Client& client, const limits::TimeSource& time)
    : client_(client), time_(time), keys_(client, time, KeysOptions()) {}

Result<ProviderDocument> OidcClient::Discover(const std::string& issuer, bool now) {
  ASSAY_RETURN_IF_ERROR(CheckEndpoint(issuer));
  {
    const std::lock_guard lock(mutex_);
    const auto kept = documents_.find(issuer);
    if (kept != documents_.end() && time_.Now() - kept->second.at < kKeepDocument)
      return kept->second.document;
    const auto failed = failed_.find(issuer);
    if (!now && failed != failed_.end()) {
      if (time_.Now() - failed->second.at < kKeepFailure) return failed->second.why;
      failed->second.at = time_.Now();  // this call asks; the others do not meanwhile
    }
  }
  Result<ProviderDocument> document = Ask(issuer);
  const std::lock_guard lock(mutex_);
  if (document.ok()) {
    if (documents_.size() >= kMaxDocuments) documents_.clear();
    documents_[issuer] = {*document, time_.Now()};
    failed_.erase(issuer);
  } else {
    if (failed_.size() >= kMaxDocuments) failed_.clear();
    failed_[issuer] = {document.status(), time_.Now()};
  }
  return document;
}

Result<ProviderDocument> OidcClient::Ask(const std::string& issuer) {
  http::ClientRequest request;
  request.url = (issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer) +
                "/.well-known/openid-configuration";
  request.headers = {{"Accept", "application/json"}};
  request.timeout = kTimeout;
  request.max_response_bytes = kMaxAnswer;
  ASSAY_ASSIGN_OR_RETURN(const json object, Object(client_.Send(request), request.url.c_str()));
  Result<ProviderDocument> document = ReadProviderDocument(object.dump(), issuer);
  if (!document.ok()) return FailedPrecondition(document.status().message());
  return document;
}

Result<ProviderClaims> OidcClient::Redeem(const ProviderDocument& provider,
                                          const CodeExchange& exchange) {
  std::string body = Form({{"grant_type", "authorization_code"},
                           {"code", exchange.code},
                           {"redirect_uri", exchange.redirect_uri},
                           {"code_verifier", exchange.verifier}});
  http::ClientRequest request;
  request.method = "POST";
  request.url = provider.token_endpoint;
  request.headers = {{"Accept", "application/json"},
                     {"Content-Type", "application/x-www-form-urlencoded"}};
  if (exchange.client_secret.empty() || provider.secret_in_body) {
    body += "&" + Form({{"client_id", exchange.client_id}});
    if (!exchange.client_secret.empty())
      body += "&" + Form({{"client_secret", exchange.client_secret}});
  } else {
    request.headers.emplace_back(
        "Authorization",
        "Basic " + crypto::Base64Encode(http::PercentEncode(exchange.client_id) + ":" +
                                        http::PercentEncode(exchange.client_secret)));
  }
  request.body = body;
  request.timeout = kTimeout;
  request.max_response_bytes = kMaxAnswer;
  ASSAY_ASSIGN_OR_RETURN(const json tokens, Object(client_.Send(request), "the token endpoint"));
  ASSAY_ASSIGN_OR_RETURN(json claims, keys_.Verify(TextClaim(tokens, "id_token"), provider.keys));
  jwt::Expected expected;
  expected.issuer = provider.issuer;
  expected.audience = exchange.client_id;
  expected.nonce = exchange.nonce;
  ASSAY_RETURN_IF_ERROR(jwt::CheckClaims(claims, expected));
  const std::string access = TextClaim(tokens, "access_token");
  const bool told = claims.contains("email") && !NameOf(claims, exchange.name_claim).empty();
  if (!told && !access.empty() && !provider.userinfo_endpoint.empty()) {
    http::ClientRequest ask;
    ask.url = provider.userinfo_endpoint;
    ask.headers = {{"Accept", "application/json"}, {"Authorization", "Bearer " + access}};
    ask.timeout = kTimeout;
    ask.max_response_bytes = kMaxAnswer;
    ASSAY_ASSIGN_OR_RETURN(const json info, Object(client_.Send(ask), "the user info endpoint"));
    // 5.3.4: else it may be about somebody else.
    if (TextClaim(info, "sub") != TextClaim(claims, "sub"))
      return Unauthenticated("the user info is about somebody else (\"sub\")");
    // An address and whether it was verified are one statement.
    const bool has_address = claims.contains("email");
    for (const auto& [name, value] : info.items())
      if (!claims.contains(name) && !(has_address && name == "email_verified"))
        claims[name] = value;
  }
  return ProviderClaims{TextClaim(claims, "sub"), NameOf(claims, exchange.name_claim),
                        TextClaim(claims, "email"), IsTrue(claims, "email_verified")};
}

}  // namespace assay::identity
