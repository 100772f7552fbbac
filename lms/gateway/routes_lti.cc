#include "assay/courses/v1/lti.pb.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/lti_pages.h"

// What administrators and instructors do about other learning platforms (LTI 1.3).
namespace assay::gateway {
namespace {

void Invite(const CallPtr& call) {
  const Upstream* const upstream = call->api().courses();
  if (upstream == nullptr)
    return call->Fail(Problem{501, "this installation runs without courses", {}, 0});
  courses_v1::InviteLtiPlatformRequest request;
  *request.mutable_viewer() = ViewerOf(call->who(), "", call->request().peer);
  const std::string path = CoursePath("LtiService/InviteLtiPlatform");
  upstream->Call(
      Method<courses_v1::InviteLtiPlatformRequest, courses_v1::LtiInvitation>{path.c_str()},
      request, call->Upstream(), [call](const Reply& reply, courses_v1::LtiInvitation& invitation) {
        if (!reply.ok()) return call->Fail(reply);
        invitation.set_url(call->api().PublicUrl(call->request()) +
                           "/lti/register?invitation=" + invitation.secret());
        SendCourseAnswer(call, 201, invitation);
      });
}

}  // namespace

void AddLtiRoutes(http::Router& router, const ApiPtr& api) {
#define ROUTE(verb, pattern, action, Call, Request, Response, body, status) \
  AddCourseRoute<courses_v1::Request, courses_v1::Response>(                \
      router, api, verb, pattern, Action::action, CourseRoute{"LtiService/" #Call, body, status})
  ROUTE("GET", "/v1/lti/platforms", kManageTenant, ListLtiPlatforms, TenantRequest, LtiPlatforms,
        "", 200);
  ROUTE("POST", "/v1/lti/platforms", kManageTenant, PutLtiPlatform, PutLtiPlatformRequest,
        LtiPlatform, "value", 201);
  ROUTE("PUT", "/v1/lti/platforms/{platform}", kManageTenant, PutLtiPlatform, PutLtiPlatformRequest,
        LtiPlatform, "value", 200);
  ROUTE("DELETE", "/v1/lti/platforms/{platform}", kManageTenant, DeleteLtiPlatform,
        LtiPlatformRequest, Empty, "", 204);
  api->Add(router, "POST", "/v1/lti/invitations", Action::kManageTenant, &Invite);
  ROUTE("GET", "/v1/courses/{course}/lti", kManageRoster, ListLtiLinks, CourseRequest, LtiLinks, "",
        200);
  ROUTE("DELETE", "/v1/courses/{course}/lti/{id}", kManageRoster, UnlinkLti, ItemRequest, Empty, "",
        204);
  ROUTE("POST", "/v1/courses/{course}/lti/{id}/scores", kReleaseGrades, ResendLtiScores,
        ItemRequest, LtiLinks, "", 200);
  ROUTE("POST", "/v1/courses/{course}/lti/{id}/roster", kManageRoster, SyncLtiRoster,
        SyncLtiRosterRequest, LtiRoster, "", 200);
#undef ROUTE
}

}  // namespace assay::gateway
