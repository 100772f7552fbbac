// LTI Dynamic Registration 1.0: a platform that an administrator invited writes itself down.
#include <nlohmann/json.hpp>

#include "common/sha256.h"
#include "lms/courses/lti/claims.h"
#include "lms/courses/lti/lti.h"
#include "lms/courses/service/access.h"

namespace assay::courses::lti::calls {
namespace {

using Json = nlohmann::json;
using database::Params;
using database::Rows;
using database::Statement;

constexpr char kPlatformConfiguration[] =
    "https://purl.imsglobal.org/spec/lti-platform-configuration";
constexpr char kToolConfiguration[] = "https://purl.imsglobal.org/spec/lti-tool-configuration";

constexpr Statement kInvitation = {"lti_register_invitation", R"(
SELECT tenant, made_by FROM courses.lti_invitations WHERE sha256 = $1 AND expires_at > now())"};
constexpr Statement kUse = {"lti_register_use",
                            "DELETE FROM courses.lti_invitations WHERE sha256 = $1 AND expires_at "
                            "> now() RETURNING tenant"};

struct Invitation {
  std::string tenant, made_by;
};
Result<Invitation> ReadInvitation(Lti& lti, const v1::RegisterLtiRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows rows, connection->Execute(kInvitation, Params().Add(Sha256Hex(request.secret()))));
  if (rows.empty())
    return Unauthenticated("this link was used already or is older than a day; make a new one");
  return Invitation{std::string(rows.Text(0, 0)), std::string(rows.Text(0, 1))};
}

std::string Text(const Json& object, const char* name) {
  return object.is_object() && object.contains(name) && object[name].is_string()
             ? object[name].get<std::string>()
             : std::string();
}

struct Configuration {
  v1::LtiPlatform platform;
  std::string registration;  // endpoint
};

// What the platform says of itself. The issuer speaks for its own host and no other.
Result<Configuration> ReadConfiguration(Lti& lti, const v1::RegisterLtiRequest& request) {
  ASSAY_RETURN_IF_ERROR(lti.CheckUrl("openid_configuration", request.configuration()));
  http::ClientRequest get;
  get.url = request.configuration();
  get.headers = {{"Accept", "application/json"}};
  get.max_response_bytes = 256U << 10U;
  ASSAY_ASSIGN_OR_RETURN(const http::ClientResponse response, lti.client().Send(get));
  const Json json = Json::parse(response.body, nullptr, false);
  if (response.status != 200 || !json.is_object())
    return FailedPrecondition("the platform's configuration cannot be read: " + Said(response));
  Configuration configuration;
  v1::LtiPlatform& platform = configuration.platform;
  platform.set_issuer(Text(json, "issuer"));
  platform.set_authentication_url(Text(json, "authorization_endpoint"));
  platform.set_token_url(Text(json, "token_endpoint"));
  platform.set_keys_url(Text(json, "jwks_uri"));
  platform.set_token_audience(Text(json, "authorization_server"));
  const Json details = json.value(kPlatformConfiguration, Json::object());
  platform.set_name(
      Line(Text(details, "product_family_code") + " " + OriginOf(platform.issuer()), 200));
  platform.set_registered_itself(true);
  configuration.registration = Text(json, "registration_endpoint");
  ASSAY_RETURN_IF_ERROR(lti.CheckUrl("registration_endpoint", configuration.registration));
  const std::string origin = OriginOf(request.configuration());
  if (OriginOf(platform.issuer()) != origin)
    return FailedPrecondition("openid_configuration: speaks of the issuer \"" +
                              Line(platform.issuer(), 100) + "\", which is at another address");
  v1::LtiPlatform checked = platform;
  checked.set_client_id("none yet");
  ASSAY_RETURN_IF_ERROR(CheckPlatform(lti, checked));
  *platform.mutable_frame_origins() = checked.frame_origins();
  return configuration;
}

Json ToolOf(const Invitation& invitation, const std::string& public_url) {
  const std::string launch = public_url + "/lti/launch";
  const Json message = {{"type", "LtiDeepLinkingRequest"},
                        {"target_link_uri", launch},
                        {"label", "Assay: programming assignments"},
                        {"placements", {"ContentArea"}}};
  Json tool = {{"application_type", "web"},
               {"response_types", {"id_token"}},
               {"grant_types", {"implicit", "client_credentials"}},
               {"initiate_login_uri", public_url + "/lti/login/" + invitation.tenant},
               {"redirect_uris", {launch}},
               {"client_name", "Assay"},
               {"jwks_uri", public_url + "/lti/jwks.json"},
               {"token_endpoint_auth_method", "private_key_jwt"},
               {"scope", std::string(kScopeLineItem) + " " + kScopeScore + " " + kScopeMembers}};
  std::string domain = public_url;
  if (const size_t scheme = domain.find("://"); scheme != std::string::npos)
    domain = domain.substr(scheme + 3);
  tool[kToolConfiguration] = {
      {"domain", domain},
      {"target_link_uri", launch},
      {"claims", {"iss", "sub", "name", "given_name", "family_name", "email"}},
      {"messages", {message, {{"type", "LtiResourceLinkRequest"}, {"target_link_uri", launch}}}}};
  return tool;
}

}  // namespace

Result<v1::LtiPlatform> DescribeLtiRegistration(Lti& lti, const v1::RegisterLtiRequest& request) {
  ASSAY_RETURN_IF_ERROR(ReadInvitation(lti, request).status());
  ASSAY_ASSIGN_OR_RETURN(Configuration configuration, ReadConfiguration(lti, request));
  return std::move(configuration.platform);
}

Result<v1::LtiPlatform> RegisterLti(Lti& lti, const v1::RegisterLtiRequest& request) {
  ASSAY_ASSIGN_OR_RETURN(const Invitation invitation, ReadInvitation(lti, request));
  ASSAY_ASSIGN_OR_RETURN(Configuration configuration, ReadConfiguration(lti, request));
  const std::string body = ToolOf(invitation, request.public_url()).dump();
  http::ClientRequest post;
  post.method = "POST";
  post.url = configuration.registration;
  post.headers = {{"Content-Type", "application/json"}, {"Accept", "application/json"}};
  if (!request.token().empty())
    post.headers.emplace_back("Authorization", "Bearer " + request.token());
  post.body = body;
  post.max_response_bytes = 256U << 10U;
  ASSAY_ASSIGN_OR_RETURN(const http::ClientResponse response, lti.client().Send(post));
  const Json json = Json::parse(response.body, nullptr, false);
  v1::LtiPlatform& platform = configuration.platform;
  platform.set_client_id(Text(json, "client_id"));
  if (response.status / 100 != 2 || platform.client_id().empty())
    return FailedPrecondition("the platform refused: " + Said(response));
  const Json tool = json.value(kToolConfiguration, Json::object());
  if (const std::string deployment = Text(tool, "deployment_id"); !deployment.empty())
    platform.add_deployments(deployment);
  ASSAY_RETURN_IF_ERROR(CheckPlatform(lti, platform));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  v1::LtiPlatform made;
  const Status ended = connection->InTransaction([&]() -> Status {
    ASSAY_ASSIGN_OR_RETURN(const Rows used,
                           connection->Execute(kUse, Params().Add(Sha256Hex(request.secret()))));
    if (used.empty()) return Unauthenticated("this link was used already");
    ASSAY_ASSIGN_OR_RETURN(made, MakePlatform(*connection, invitation.tenant, platform));
    return OkStatus();
  });
  if (!ended.ok()) return ended;
  ASSAY_RETURN_IF_ERROR(lti.Record(invitation.tenant, "lti.platform.register", invitation.made_by,
                                   request.address(),
                                   {{"issuer", made.issuer()}, {"client_id", made.client_id()}}));
  return made;
}

}  // namespace assay::courses::lti::calls
