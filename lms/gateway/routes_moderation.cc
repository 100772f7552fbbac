#include "assay/courses/v1/moderation.pb.h"
#include "lms/gateway/course_route.h"
#include "lms/gateway/routes.h"

namespace assay::gateway {

// Who grades what, and what counts where graders differ.
void AddModerationRoutes(http::Router& router, const ApiPtr& api) {
#define ITEM "/v1/courses/{course}/assignments/{id}"
#define ROUTE(verb, pattern, Call, Request, Response, body)  \
  AddCourseRoute<courses_v1::Request, courses_v1::Response>( \
      router, api, verb, pattern, Action::kModerateGrades,   \
      CourseRoute{"ModerationService/" #Call, body, 200})
  ROUTE("GET", ITEM "/allocation", GetAllocation, ItemRequest, Allocation, "");
  ROUTE("PUT", ITEM "/allocation", PutAllocation, PutAllocationRequest, Allocation, ".");
  ROUTE("GET", ITEM "/moderation", GetModeration, ItemRequest, Moderation, "");
  ROUTE("POST", ITEM "/moderation/{person}", SettleModeration, SettleModerationRequest,
        ModerationItem, ".");
#undef ROUTE
#undef ITEM
}

}  // namespace assay::gateway
