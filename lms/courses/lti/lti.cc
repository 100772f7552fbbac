#include "lms/courses/lti/lti.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/http/url.h"
#include "lms/courses/lti/claims.h"
#include "lms/courses/service/access.h"

namespace assay::courses::lti {
namespace {

using Json = nlohmann::json;
using database::Connection;
using database::Params;
using database::Rows;
using database::Statement;

constexpr Micros kEarlier = 60LL * 1'000'000;  // a token is not used in its last minute
constexpr size_t kMostTokenBytes = 16'384;

constexpr Statement kPlatform = {"lti_platform", R"(
SELECT to_jsonb(p), p.tenant FROM courses.lti_platforms p WHERE id = $1 AND ($2 = '' OR tenant = $2))"};
constexpr Statement kMake = {"lti_platform_make", R"(
INSERT INTO courses.lti_platforms AS p (id, tenant, name, issuer, client_id, deployments, authentication_url, token_url,
  keys_url, token_audience, frame_origins, registered_itself)
SELECT $1, $2, r.name, r.issuer, r.client_id, coalesce(r.deployments, '{}'), r.authentication_url, coalesce(r.token_url, ''),
       r.keys_url, coalesce(r.token_audience, ''), r.frame_origins, coalesce(r.registered_itself, false)
FROM jsonb_populate_record(null::courses.lti_platforms, $3::jsonb) r
RETURNING to_jsonb(p))"};

Json Parsed(const std::string& text) { return Json::parse(text, nullptr, false); }

std::string Key(const Platform& platform, const std::string& scopes) {
  return platform.value.id() + " " + scopes;
}

}  // namespace

Status Lti::CheckUrl(const std::string& field, const std::string& url) const {
  const auto parsed = http::ParseHttpUrl(url);
  if (!parsed.ok() || url.size() > 2000 || parsed->has_user || parsed->has_fragment)
    return InvalidArgument(field + ": is no address (https://lms.example.org/…)");
  if (parsed->scheme != "https" && !parts_.plain_http)
    return InvalidArgument(field + ": is not https://");
  return OkStatus();
}

Result<std::string> Lti::AccessToken(const Platform& platform, const std::string& scopes,
                                     const std::stop_token& stop) {
  const std::string key = Key(platform, scopes);
  const Micros now = core().now();
  {
    const std::lock_guard lock(mutex_);
    const auto found = tokens_.find(key);
    if (found != tokens_.end() && found->second.until > now) return found->second.token;
  }
  const v1::LtiPlatform& value = platform.value;
  if (value.token_url().empty())
    return FailedPrecondition("the platform has no token_url: an administrator writes it down");
  const int64_t seconds = now / 1'000'000;
  const Json claims = {
      {"iss", value.client_id()},
      {"sub", value.client_id()},
      {"aud", value.token_audience().empty() ? value.token_url() : value.token_audience()},
      {"iat", seconds - 5},
      {"exp", seconds + 300},
      {"jti", crypto::RandomToken()}};
  ASSAY_ASSIGN_OR_RETURN(const std::string assertion, tool().Sign(claims));
  const std::string body =
      "grant_type=client_credentials&client_assertion_type="
      "urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion=" +
      assertion + "&scope=" + http::PercentEncode(scopes);
  http::ClientRequest request;
  request.method = "POST";
  request.url = value.token_url();
  request.headers = {{"Content-Type", "application/x-www-form-urlencoded"},
                     {"Accept", "application/json"}};
  request.body = body;
  request.max_response_bytes = 256U << 10U;
  request.stop = stop;
  ASSAY_ASSIGN_OR_RETURN(const http::ClientResponse response, client().Send(request));
  const Json answer = Parsed(response.body);
  const bool fits = response.status == 200 && answer.is_object() &&
                    answer.contains("access_token") && answer["access_token"].is_string();
  if (!fits)
    return Status(response.status >= 500 || response.status == 429
                      ? StatusCode::kUnavailable
                      : StatusCode::kFailedPrecondition,
                  "the platform gave no token: " + Said(response));
  const auto token = answer["access_token"].get<std::string>();
  if (token.empty() || token.size() > kMostTokenBytes ||
      std::any_of(token.begin(), token.end(), [](char c) { return c <= ' ' || c > '~'; }))
    return FailedPrecondition("the platform gave something that is no token");
  int64_t lifetime = 60;
  if (answer.contains("expires_in") && answer["expires_in"].is_number())
    lifetime = std::clamp<int64_t>(answer["expires_in"].get<int64_t>(), 0, 86'400);
  const std::lock_guard lock(mutex_);
  tokens_[key] = {token, now + lifetime * 1'000'000 - kEarlier};
  return token;
}

void Lti::ForgetAccessToken(const Platform& platform, const std::string& scopes) {
  const std::lock_guard lock(mutex_);
  tokens_.erase(Key(platform, scopes));
}

Status Lti::Record(const std::string& tenant, const std::string& action, const std::string& person,
                   const std::string& address, const Json& detail) {
  identity::v1::RecordAuditRequest request;
  request.set_tenant(tenant);
  request.set_action(action);
  request.set_detail(detail.dump(-1, ' ', false, Json::error_handler_t::replace));
  request.mutable_actor()->set_person(person);
  request.mutable_actor()->set_address(address);
  return directory().Record(request);
}

Result<Platform> ReadPlatform(Connection& connection, const std::string& tenant,
                              const std::string& id) {
  ASSAY_ASSIGN_OR_RETURN(const Rows rows,
                         connection.Execute(kPlatform, Params().Add(id).Add(tenant)));
  if (rows.empty()) return NotFound("there is no such platform");
  Platform platform;
  ASSAY_RETURN_IF_ERROR(FromJson(rows.Text(0, 0), platform.value));
  platform.tenant = std::string(rows.Text(0, 1));
  return platform;
}

std::vector<std::string> FramesOf(const v1::LtiPlatform& platform) {
  return Texts(platform.frame_origins());
}

Status CheckPlatform(const Lti& lti, v1::LtiPlatform& value) {
  ASSAY_RETURN_IF_ERROR(CheckText("name", value.name(), 200, false));
  ASSAY_RETURN_IF_ERROR(CheckText("issuer", value.issuer(), 500, false));
  ASSAY_RETURN_IF_ERROR(CheckText("client_id", value.client_id(), 255, false));
  ASSAY_RETURN_IF_ERROR(CheckText("token_audience", value.token_audience(), 500));
  ASSAY_RETURN_IF_ERROR(lti.CheckUrl("authentication_url", value.authentication_url()));
  ASSAY_RETURN_IF_ERROR(lti.CheckUrl("keys_url", value.keys_url()));
  if (!value.token_url().empty())
    ASSAY_RETURN_IF_ERROR(lti.CheckUrl("token_url", value.token_url()));
  if (value.deployments_size() > 100) return InvalidArgument("deployments: at most 100");
  for (const std::string& one : value.deployments())
    ASSAY_RETURN_IF_ERROR(CheckText("deployments", one, 255, false));
  if (value.frame_origins_size() > 20) return InvalidArgument("frame_origins: at most 20");
  if (value.frame_origins().empty()) {
    for (const std::string& url : {value.issuer(), value.authentication_url()}) {
      const std::string origin = OriginOf(url);
      const auto& known = value.frame_origins();
      if (!origin.empty() && std::find(known.begin(), known.end(), origin) == known.end())
        value.add_frame_origins(origin);
    }
  }
  for (const std::string& one : value.frame_origins())
    if (!IsOrigin(one) || OriginOf(one) != one)
      return InvalidArgument("frame_origins: \"" + Line(one, 60) +
                             "\" is no origin (https://lms.example.org)");
  return OkStatus();
}

Result<v1::LtiPlatform> MakePlatform(Connection& connection, const std::string& tenant,
                                     const v1::LtiPlatform& value) {
  auto made = One<v1::LtiPlatform>(
      connection, kMake, Params().Add(crypto::RandomToken(12)).Add(tenant).Add(ToJson(value)));
  if (made.status().code() == StatusCode::kAlreadyExists)
    return Status(StatusCode::kAlreadyExists,
                  "client_id: this platform is registered with it already");
  return made;
}

std::string Said(const http::ClientResponse& response) {
  std::string text = "status " + std::to_string(response.status);
  const Json answer = Parsed(response.body);
  for (const char* name : {"error", "error_description", "title", "message"})
    if (answer.is_object() && answer.contains(name) && answer[name].is_string())
      text += ", " + Line(answer[name].get<std::string>(), 120);
  return text;
}

}  // namespace assay::courses::lti
