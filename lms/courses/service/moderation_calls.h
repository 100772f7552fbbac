#pragma once

#include "assay/courses/v1/moderation.pb.h"
#include "lms/courses/service/core.h"

// The calls of ModerationService without gRPC, as calls.h has those of CoursesService.
namespace assay::courses {

#define ASSAY_MODERATION_CALLS(X)                    \
  X(GetAllocation, ItemRequest, Allocation)          \
  X(PutAllocation, PutAllocationRequest, Allocation) \
  X(GetModeration, ItemRequest, Moderation)          \
  X(SettleModeration, SettleModerationRequest, ModerationItem)

#define ASSAY_MODERATION_DECLARE(Name, Request, Response) \
  Result<v1::Response> Name(Core& core, const v1::Request& request);
namespace calls {
ASSAY_MODERATION_CALLS(ASSAY_MODERATION_DECLARE)
}  // namespace calls
#undef ASSAY_MODERATION_DECLARE

}  // namespace assay::courses
