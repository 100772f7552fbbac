// Platforms, written down by administrators.
#include <nlohmann/json.hpp>

#include "common/sha256.h"
#include "lms/courses/lti/lti.h"
#include "lms/courses/service/access.h"

namespace assay::courses::lti::calls {
namespace {

using database::Params;
using database::Rows;
using database::Statement;

constexpr Statement kList = {"lti_platform_list", R"(
SELECT to_jsonb(p) FROM courses.lti_platforms p WHERE tenant = $1 ORDER BY name, id)"};
constexpr Statement kChange = {"lti_platform_change", R"(
UPDATE courses.lti_platforms p SET name = r.name, issuer = r.issuer, client_id = r.client_id,
  deployments = coalesce(r.deployments, '{}'), authentication_url = r.authentication_url, token_url = coalesce(r.token_url, ''),
  keys_url = r.keys_url, token_audience = coalesce(r.token_audience, ''), frame_origins = r.frame_origins
FROM jsonb_populate_record(null::courses.lti_platforms, $3::jsonb) r
WHERE p.tenant = $1 AND p.id = $2 RETURNING to_jsonb(p))"};
constexpr Statement kDrop = {"lti_platform_drop", R"(
DELETE FROM courses.lti_platforms WHERE tenant = $1 AND id = $2 RETURNING issuer, client_id)"};
constexpr Statement kInvite = {"lti_invite", R"(
INSERT INTO courses.lti_invitations (sha256, tenant, made_by, expires_at)
VALUES ($1, $2, $3, now() + interval '1 day')
RETURNING jsonb_build_object('expires_at', expires_at))"};
constexpr Statement kSweep = {"lti_invite_sweep",
                              "DELETE FROM courses.lti_invitations WHERE expires_at < now()"};

Status MustAdminister(const v1::Viewer& viewer) {
  if (viewer.tenant().empty() || viewer.person().empty())
    return Unauthenticated("viewer: who asks is missing");
  if (!viewer.administrator())
    return PermissionDenied("platforms are registered by administrators of the organisation");
  return OkStatus();
}

nlohmann::json Detail(const v1::LtiPlatform& platform) {
  return {{"issuer", platform.issuer()}, {"client_id", platform.client_id()}};
}

}  // namespace

Result<v1::LtiPlatforms> ListLtiPlatforms(Lti& lti, const v1::TenantRequest& request) {
  ASSAY_RETURN_IF_ERROR(MustAdminister(request.viewer()));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  v1::LtiPlatforms answer;
  ASSAY_RETURN_IF_ERROR(Each<v1::LtiPlatform>(
      *connection, kList, Params().Add(request.viewer().tenant()), answer.mutable_platforms()));
  return answer;
}

Result<v1::LtiPlatform> PutLtiPlatform(Lti& lti, const v1::PutLtiPlatformRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(MustAdminister(viewer));
  v1::LtiPlatform value = request.value();
  value.set_registered_itself(false);
  ASSAY_RETURN_IF_ERROR(CheckPlatform(lti, value));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  v1::LtiPlatform put;
  if (request.platform().empty()) {
    ASSAY_ASSIGN_OR_RETURN(put, MakePlatform(*connection, viewer.tenant(), value));
  } else {
    auto changed = One<v1::LtiPlatform>(
        *connection, kChange,
        Params().Add(viewer.tenant()).Add(request.platform()).Add(ToJson(value)),
        "there is no such platform");
    if (changed.status().code() == StatusCode::kAlreadyExists)
      return Status(StatusCode::kAlreadyExists,
                    "client_id: this platform is registered with it already");
    if (!changed.ok()) return changed.status();
    put = std::move(*changed);
  }
  ASSAY_RETURN_IF_ERROR(lti.Record(
      viewer.tenant(), request.platform().empty() ? "lti.platform.add" : "lti.platform.change",
      viewer.person(), viewer.address(), Detail(put)));
  return put;
}

Result<v1::Empty> DeleteLtiPlatform(Lti& lti, const v1::LtiPlatformRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(MustAdminister(viewer));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_ASSIGN_OR_RETURN(
      const Rows gone,
      connection->Execute(kDrop, Params().Add(viewer.tenant()).Add(request.platform())));
  if (gone.empty()) return NotFound("there is no such platform");
  v1::LtiPlatform platform;
  platform.set_issuer(std::string(gone.Text(0, 0)));
  platform.set_client_id(std::string(gone.Text(0, 1)));
  ASSAY_RETURN_IF_ERROR(lti.Record(viewer.tenant(), "lti.platform.remove", viewer.person(),
                                   viewer.address(), Detail(platform)));
  return v1::Empty();
}

Result<v1::LtiInvitation> InviteLtiPlatform(Lti& lti, const v1::InviteLtiPlatformRequest& request) {
  const v1::Viewer& viewer = request.viewer();
  ASSAY_RETURN_IF_ERROR(MustAdminister(viewer));
  ASSAY_ASSIGN_OR_RETURN(const auto connection, Borrow(lti.core()));
  ASSAY_RETURN_IF_ERROR(connection->Execute(kSweep).status());
  const std::string secret = crypto::RandomToken();
  ASSAY_ASSIGN_OR_RETURN(
      v1::LtiInvitation invitation,
      One<v1::LtiInvitation>(
          *connection, kInvite,
          Params().Add(Sha256Hex(secret)).Add(viewer.tenant()).Add(viewer.person())));
  invitation.set_secret(secret);
  ASSAY_RETURN_IF_ERROR(lti.Record(viewer.tenant(), "lti.platform.invite", viewer.person(),
                                   viewer.address(), nlohmann::json::object()));
  return invitation;
}

}  // namespace assay::courses::lti::calls
